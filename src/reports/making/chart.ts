/** Bars of counts as a picture that is readable on a phone, with a Chinese font of our own: servers often have none. */
import { Resvg } from '@resvg/resvg-js'
import { init } from 'echarts'
import type { ChartTask, Panel } from './tasks.js'

const FONT = 'Noto Sans SC'
const WIDTH = 900
/** White numbers can be read on each; red is none of them, as it means late. What is what is said by the legend, in the order of the bars. */
export const COLOURS = ['#8a5a00', '#6b4fb3', '#2f62b5', '#2b7a4b', '#6b7280'] as const
const HEAD = 108
const PANEL_TITLE = 44
const GAP = 20
const ROW = 56

/** @returns the bytes of a PNG */
export function drawChart({ title, panels, empty, fontFile }: ChartTask): Buffer {
  const isEmpty = panels.every(({ rows }) => rows.length === 0)
  const placed = placedFrom(panels)
  const height = placed.reduce((bottom, panel) => Math.max(bottom, panel.top + panel.height + GAP), HEAD + heightOf({ rows: [] }) + GAP)
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  const font = (fontSize: number, color: string) => ({ fontFamily: FONT, fontSize, fontWeight: 'normal' as const, color })
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: FONT },
    title: [
      { text: title, left: 24, top: 18, textStyle: font(26, '#222') },
      ...placed.flatMap((panel) =>
        panel.title ? [{ text: panel.title, left: 24, top: panel.top - PANEL_TITLE, textStyle: font(21, '#222') }] : [],
      ),
    ],
    legend: { top: 62, left: 20, itemGap: 18, textStyle: { fontFamily: FONT, fontSize: 19 }, data: namesIn(panels) },
    grid: placed.map(({ top, height }) => ({ left: 24, right: 48, top, height, containLabel: true })),
    xAxis: placed.map((_, gridIndex) => ({
      gridIndex,
      type: 'value',
      minInterval: 1,
      axisLabel: { fontFamily: FONT, fontSize: 18 },
      splitLine: { lineStyle: { color: '#e6e8eb' } },
    })),
    yAxis: placed.map(({ rows }, gridIndex) => ({
      gridIndex,
      type: 'category',
      inverse: true,
      data: [...rows],
      axisTick: { show: false },
      axisLabel: { fontFamily: FONT, fontSize: 20, color: '#222' },
    })),
    series: placed.flatMap(barsOf),
    ...(isEmpty && {
      graphic: { type: 'text', left: 'center', top: 'middle', style: { text: empty, fontFamily: FONT, fontSize: 22, fill: '#888888' } },
    }),
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  const fonts = { fontFiles: [fontFile], loadSystemFonts: false, defaultFontFamily: FONT }
  return Buffer.from(new Resvg(svg, { font: fonts, background: '#ffffff' }).render().asPng())
}

interface Placed extends Panel {
  readonly top: number
  readonly height: number
}

const heightOf = ({ rows }: Pick<Panel, 'rows'>): number => GAP + 2 + ROW * Math.max(2, rows.length)

/** One below the other. */
function placedFrom(panels: readonly Panel[]): Placed[] {
  let bottom = HEAD - GAP
  return panels.map((panel) => {
    const top = bottom + GAP + (panel.title ? PANEL_TITLE : 0)
    const height = heightOf(panel)
    bottom = top + height
    return { ...panel, top, height }
  })
}

const namesIn = (panels: readonly Panel[]): string[] => [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))]

/** Stacked, or one below the other. */
function barsOf({ series, isStacked }: Placed, index: number) {
  return series.map(({ name, values }, nth) => ({
    name,
    type: 'bar',
    xAxisIndex: index,
    yAxisIndex: index,
    ...(isStacked && { stack: String(index) }),
    barWidth: isStacked ? 26 : 18,
    itemStyle: { color: COLOURS[nth], ...(isStacked && { borderColor: '#fff', borderWidth: 2 }) },
    data: [...values],
    label: {
      show: true,
      position: isStacked ? 'inside' : 'right',
      fontFamily: FONT,
      fontSize: isStacked ? 18 : 16,
      color: isStacked ? '#fff' : '#444',
      formatter: ({ value }: { value: number }) => (value > 0 ? String(value) : ''),
    },
  }))
}
