import { Resvg } from '@resvg/resvg-js'
import * as echarts from 'echarts'
import fs from 'fs'

const c = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 800, height: 500 })
c.setOption({
  animation: false,
  textStyle: { fontFamily: 'Noto Sans SC' },
  title: { text: '近30天投诉' },
  xAxis: { type: 'category', data: ['受潮结块', '袋数不足'] },
  yAxis: {},
  series: [{ type: 'bar', data: [3, 4] }],
})
const png = new Resvg(c.renderToSVGString(), {
  font: { fontFiles: ['assets/fonts/NotoSansSC-Regular.ttf'], loadSystemFonts: false, defaultFontFamily: 'Noto Sans SC' },
})
  .render()
  .asPng()
fs.writeFileSync('/tmp/c.png', png)
