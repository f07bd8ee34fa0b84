/** What stands in the body of a call to a simulated platform. */
export interface ReadBody {
  readonly json?: Readonly<Record<string, unknown>>
  /** Of a form, beside the file. */
  readonly fields?: Readonly<Record<string, string>>
  readonly file?: { readonly bytes: Buffer; readonly name: string; readonly contentType: string }
}

/** JSON, or a form with one file whose part is named `media`; nothing where it is neither. Names are raw UTF-8, as the platforms read them. */
export function readBody(contentType: string, body: Buffer | undefined): ReadBody {
  if (!body) return {}
  const boundary = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType)
  if (boundary) return readForm(body, boundary[1] ?? boundary[2] ?? '')
  try {
    return { json: JSON.parse(body.toString('utf8')) }
  } catch {
    return {}
  }
}

function readForm(body: Buffer, boundary: string): ReadBody {
  const fields: Record<string, string> = {}
  let file: ReadBody['file']
  const mark = Buffer.from(`--${boundary}`)
  for (let start = body.indexOf(mark); start >= 0; ) {
    const end = body.indexOf(mark, start + mark.length)
    if (end < 0) break
    const part = body.subarray(start + mark.length + 2, end - 2)
    const headEnd = part.indexOf('\r\n\r\n')
    const head = part.subarray(0, headEnd).toString('utf8')
    const bytes = part.subarray(headEnd + 4)
    const [, field = '', name] = /name="([^"]*)"(?:; filename="([^"]*)")?/.exec(head) ?? []
    if (name === undefined) fields[field] = bytes.toString('utf8')
    else if (field === 'media')
      file = { bytes, name, contentType: /content-type: *([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream' }
    start = end
  }
  return { fields, ...(file && { file }) }
}
