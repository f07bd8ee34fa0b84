/** Opens what was made with a real office suite, where one is installed. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export const hasOffice = ((): boolean => {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** The document as the suite shows it, in another format. */
export async function convert(name: string, bytes: Buffer, to: 'pdf' | 'csv' | 'txt:Text'): Promise<{ bytes: Buffer; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'huisheng-office-'))
  writeFileSync(join(folder, name), bytes)
  const profile = `-env:UserInstallation=file://${folder}/profile`
  await promisify(execFile)('soffice', [profile, '--headless', '--convert-to', to, '--outdir', folder, join(folder, name)], {
    timeout: 120_000,
  })
  const ending = to.split(':')[0]!
  return { bytes: readFileSync(join(folder, name.replace(/\.\w+$/, `.${ending}`))), folder }
}
