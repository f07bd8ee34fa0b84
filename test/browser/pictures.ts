/** `npm run pictures`: takes the pictures of the README anew, as the playground looks now, and its film. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../src/config.js'

const TESTS = ['playground', 'platforms', 'page', 'film'].map((name) => `test/browser/${name}.test.ts`)
const SHOWN = /\(docs\/screenshots\/([\w.-]+)\)/g

const taken = mkdtempSync(join(tmpdir(), 'huisheng-pictures-'))
const { status } = spawnSync(join(ROOT, 'node_modules/.bin/vitest'), ['run', ...TESTS, '--maxWorkers=1'], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, SCREENSHOTS: taken },
})
const names = [...new Set([...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(SHOWN)].map(([, name]) => name!))]
// what was taken before a test failed is as good as ever
const made = names.filter((name) => existsSync(join(taken, name)))
for (const name of made) copyFileSync(join(taken, name), join(ROOT, 'docs/screenshots', name))
process.stdout.write(`new in docs/screenshots: ${made.join(', ')}\n`)
if (status !== 0 || made.length < names.length) process.exitCode = 1
rmSync(taken, { recursive: true })
