import { type PageFile, pageFile } from './page-files.ts'

/** The page with what it has to know at once, so that it need not ask before it draws. */
export function withConfig({ type, bytes }: PageFile, config: object): PageFile {
  const content = JSON.stringify(config).replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return pageFile(type, bytes.toString().replace('</head>', `<meta name="config" content="${content}"></head>`))
}
