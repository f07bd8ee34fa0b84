/** A picture of the last 30 days, with a Chinese font of our own: servers often have none. */
import { Resvg } from '@resvg/resvg-js'
import { init } from 'echarts'
import type { ChartTask } from './tasks.js'

const FONT = 'Noto Sans SC'
const WIDTH = 900
const COLOURS = ['#f0a830', '#e4572e', '#4a7bd0', '#59a97c', '#9a9fa8']

/** @returns the bytes of a PNG, readable on a phone */
export function drawChart({ title, kinds, series, empty, fontFile }: ChartTask): Buffer {
  const height = 150 + 56 * Math.max(2, kinds.length)
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    color: COLOURS,
    textStyle: { fontFamily: FONT },
    title: { text: title, left: 24, top: 18, textStyle: { fontFamily: FONT, fontSize: 26, fontWeight: 'normal', color: '#222' } },
    legend: { top: 62, left: 20, itemGap: 18, textStyle: { fontFamily: FONT, fontSize: 19 }, data: series.map(({ name }) => name) },
    grid: { left: 24, right: 48, top: 108, bottom: 20, containLabel: true },
    xAxis: { type: 'value', minInterval: 1, axisLabel: { fontFamily: FONT, fontSize: 18 }, splitLine: { lineStyle: { color: '#e6e8eb' } } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: kinds,
      axisTick: { show: false },
      axisLabel: { fontFamily: FONT, fontSize: 20, color: '#222' },
    },
    series: series.map(({ name, values }) => ({
      name,
      type: 'bar',
      stack: 'all',
      barWidth: 26,
      data: values,
      label: {
        show: true,
        fontFamily: FONT,
        fontSize: 18,
        color: '#fff',
        formatter: ({ value }: { value: number }) => (value > 0 ? String(value) : ''),
      },
    })),
    ...(kinds.length === 0 && {
      graphic: { type: 'text', left: 'center', top: 'middle', style: { text: empty, fontFamily: FONT, fontSize: 22, fill: '#888888' } },
    }),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  const font = { fontFiles: [fontFile], loadSystemFonts: false, defaultFontFamily: FONT }
  return Buffer.from(new Resvg(svg, { font, background: '#ffffff' }).render().asPng())
}
