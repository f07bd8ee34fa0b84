/** A Word document of ours, as whoever opens it reads it. */
import JSZip from 'jszip'

/** The XML of one part, in which what must not be divided between two lines stands as any other text. */
export async function xmlOf(docx: Buffer, part = 'document'): Promise<string> {
  const xml = await (await JSZip.loadAsync(docx)).file(`word/${part}.xml`)!.async('string')
  return xml.replaceAll(/<\/w:t><w:noBreakHyphen\/><w:t(?: [^>]*)?>/g, '-').replaceAll('\u00A0', ' ')
}
