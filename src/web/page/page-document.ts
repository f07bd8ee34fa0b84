/** The page in one piece, as a weak line carries one answer better than five; its policy names what is in it and nothing else. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface Document {
  readonly html: string
  readonly policy: string
}

const FOLDER = fileURLToPath(new URL('../../../src/web/page/public/', import.meta.url))
const LANGUAGES = ['zh-CN', 'zh-TW', 'en'] as const

/** @param words a text of the page in a language */
export function createPageDocument(words: (language: string, name: string) => string): () => Document {
  const [frame, style, script] = ['page.html', 'page.css', 'page.js'].map((name) => readFileSync(`${FOLDER}${name}`, 'utf8')) as [
    string,
    string,
    string,
  ]
  const names = [
    ...new Set(
      [...`${frame}${script}`.matchAll(/\b(?:word|sentence|line)\('(\w+)'|data-word="(\w+)"/g)].map(([, one, other]) => one ?? other ?? ''),
    ),
  ]
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    'img-src blob: data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
  return () => {
    const texts = Object.fromEntries(
      LANGUAGES.map((language) => [language, Object.fromEntries(names.map((name) => [name, words(language, name)]))]),
    )
    const parts: Readonly<Record<string, string>> = {
      style: `<style>${style}</style>`,
      words: `<script type="application/json" id="words">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>`,
      script: `<script>${script}</script>`,
    }
    return { html: frame.replace(/<!-- (\w+) -->/g, (_all, name: string) => parts[name] ?? ''), policy }
  }
}

const digestOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`
