/** The picture of a QR code is the code, with nothing of what stands below it in its border. */
import { join } from 'node:path'
import sharp from 'sharp'
import { encode } from 'uqr'
import { expect, it } from 'vitest'
import { ROOT } from '../../src/config.js'
import { drawCode } from '../../src/reports/making/code.js'

const URL = 'https://work.weixin.qq.com/kf/kfc1?enc_scene=ENCx&scene_param=c0123456789abcdef'
const fontFile = join(ROOT, 'assets/fonts/NotoSansSC-Regular.ttf')

async function modulesOf(png: Buffer, size: number): Promise<boolean[][]> {
  const { data, info } = await sharp(png).removeAlpha().greyscale().raw().toBuffer({ resolveWithObject: true })
  const side = info.width / size
  const isDark = (x: number, y: number) =>
    data[Math.round((y + 0.5) * side) * info.width * info.channels + Math.round((x + 0.5) * side) * info.channels]! < 128
  return Array.from({ length: size }, (_, y) => Array.from({ length: size }, (__, x) => isDark(x, y)))
}

it('is read module by module as it was encoded', async () => {
  const { data, size } = encode(URL, { ecc: 'M', border: 4 })
  const png = drawCode({ type: 'code', url: URL, lines: ['秦岭水泥 <&> 有限公司', '微信扫一扫'], fontFile })
  expect(await modulesOf(png, size)).toEqual(data)
  expect((await sharp(png).metadata()).height).toBeGreaterThan((await sharp(png).metadata()).width!)
})

it('has room for a long name', async () => {
  const heightOf = async (name: string) =>
    (await sharp(drawCode({ type: 'code', url: URL, lines: [`微信扫一扫，有问题直接说（${name}）`], fontFile })).metadata()).height!
  expect(await heightOf('渭南宏泰商品混凝土有限公司大荔分公司')).toBeGreaterThan(await heightOf('宏基'))
})
