/** Forms as PDF: LibreOffice is an extra that may fail, hang or be missing, and the Word file comes in any case. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createPdf } from '../../src/reports/making/pdf.js'
import { startBot } from '../setup/bot.js'
import { hasOffice } from '../setup/office.js'
import { fileShortage } from '../setup/story.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'huisheng-soffice-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Stands for LibreOffice: a script, run in the folder where `paper.docx` lies. */
function office(name: string, ...lines: readonly string[]): string {
  const file = join(folder, name)
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 })
  return file
}
const CONVERTS = '(printf "%%PDF-"; cat paper.docx) > paper.pdf'
const docx = (text: string) => Readable.from([Buffer.from(text)])

function pdfBy(soffice: string, timeoutMs?: number) {
  const failures: string[] = []
  const pdf = createPdf({ soffice, onFailed: (error) => failures.push(String(error)), ...(timeoutMs && { timeoutMs }) })
  return { pdf, failures, made: async (text: string) => (await pdf.toPdf(docx(text)))?.toString() }
}

describe('a document', () => {
  it('is converted in a folder and with a profile of its own, which it leaves behind nowhere', async () => {
    const { made } = pdfBy(office('own', `echo "$1 $PWD" >> ${folder}/own.log`, CONVERTS))
    expect([await made('one'), await made('two')]).toEqual(['%PDF-one', '%PDF-two'])
    const calls = readFileSync(join(folder, 'own.log'), 'utf8').trim().split('\n')
    expect(new Set(calls).size).toBe(2)
    for (const call of calls) {
      const [profile, own = ''] = call.split(' ')
      expect(profile).toBe(`-env:UserInstallation=file://${own}/profile`)
      expect(existsSync(own)).toBe(false)
    }
  })

  it('waits for the one before it', async () => {
    const busy = join(folder, 'busy')
    const { made } = pdfBy(office('single', `mkdir ${busy} || exit 1`, CONVERTS, `rmdir ${busy}`))
    expect(await Promise.all(['one', 'two', 'three'].map(made))).toEqual(['%PDF-one', '%PDF-two', '%PDF-three'])
  })

  it.each([
    ['refuses it', ['exit 77'], /ended with 77/],
    ['makes nothing of it', [], /paper\.pdf/],
    ['crashes', ['kill -SEGV $$'], /ended with SIGSEGV/],
  ])('is none where the office %s, and the next one is', async (name, lines, reason) => {
    const { made, failures } = pdfBy(office(name, `grep -q bad paper.docx || { ${CONVERTS}; exit 0; }`, ...lines))
    expect(await made('bad')).toBeUndefined()
    expect(failures).toEqual([expect.stringMatching(reason)])
    expect(await made('good')).toBe('%PDF-good')
  })

  it('is none where there is no office', async () => {
    const { made, failures } = pdfBy('/nowhere/soffice')
    expect(await made('one')).toBeUndefined()
    expect(failures).toEqual([expect.stringContaining('ENOENT')])
  })

  it('is given up when its time is over, with all that the office has started', async () => {
    const { made, failures } = pdfBy(office('hangs', 'sleep 600 &', `echo $! > ${folder}/child`, 'wait'), 300)
    expect(await made('one')).toBeUndefined()
    expect(failures).toEqual([expect.stringContaining('ended with SIGKILL')])
    await vi.waitFor(() => expect(isRunning(Number(readFileSync(join(folder, 'child'), 'utf8')))).toBe(false))
  })

  it('is left to another process once this one stops', async () => {
    const started = join(folder, 'started')
    const { pdf, failures } = pdfBy(office('stopped', `touch ${started}`, 'sleep 600'))
    const made = expect(pdf.toPdf(docx('one'))).rejects.toThrow('ended with SIGKILL')
    await vi.waitFor(() => expect(existsSync(started)).toBe(true), 10_000)
    pdf.close()
    await made
    await expect(pdf.toPdf(docx('two'))).rejects.toThrow('is stopping')
    expect(failures).toEqual([])
  })

  it('is begun by no office once this one stops, though it was being read by then', async () => {
    const late = join(folder, 'late')
    const { pdf } = pdfBy(office('late-office', `touch ${late}`, CONVERTS))
    async function* stopped() {
      yield Buffer.from('one')
      pdf.close()
    }
    await expect(pdf.toPdf(Readable.from(stopped()))).rejects.toThrow('is stopping')
    expect(existsSync(late)).toBe(false)
  })

  it.skipIf(!hasOffice)(
    'is one that LibreOffice has made',
    async () => {
      const { made } = pdfBy('soffice')
      expect(await made('渭南宏基商品混凝土有限公司')).toMatch(/^%PDF-/)
    },
    180_000,
  )
})

/** What has ended stays as a zombie where nothing reaps orphans, as in a container. */
function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

describe('the forms', () => {
  it('come as PDF too to whoever asks for them, and as Word alone where nobody does', async () => {
    const bot = await startBot({ soffice: office('all', CONVERTS) })
    const { liu, no } = await fileShortage(bot)
    await liu.says(`导出 ${no}`)
    const title = `${no}-1-顾客产品质量投诉调查处理记录`
    expect(liu.files().map(({ name }) => name)).toEqual([`${title}.docx`, `${title}.pdf`])
    expect(liu.files()[1]?.bytes.subarray(0, 5).toString()).toBe('%PDF-')
    const wanted = { kind: 'forms', no, rounds: [1] } as const
    await bot.app.reporting.requests.ask({
      key: 'filed',
      run: 'filed',
      wanted,
      by: { id: 'wecom:liuna', name: '刘娜' },
      role: 'CS',
      to: ['wecom:liuna'],
    })
    await bot.app.settled()
    expect(liu.files().map(({ name }) => name)).toEqual([`${title}.docx`, `${title}.pdf`, `${title}.docx`])
    await bot.stop()
  })

  it('come as Word where LibreOffice fails', async () => {
    const bot = await startBot({ soffice: office('none', 'exit 1') })
    const { liu, no } = await fileShortage(bot)
    await liu.says(`导出 ${no}`)
    expect(liu.files().map(({ name }) => name)).toEqual([`${no}-1-顾客产品质量投诉调查处理记录.docx`])
    await bot.stop()
  })
})
