import { parseXML } from '@aws-sdk/xml-builder'
import * as z from 'zod'
import { escapeXml } from '../../endpoint/wire-error.ts'

/** `<name>text</name>`, escaped. */
export function element(name: string, text: string | number | boolean): string {
  return `<${name}>${escapeXml(String(text))}</${name}>`
}

/** An element around elements. */
export function group(name: string, children: readonly string[]): string {
  return `<${name}>${children.join('')}</${name}>`
}

/** A whole document in S3's namespace (its errors have none). */
export function xml(root: string, children: readonly string[]): string {
  const namespace = root === 'Error' ? '' : ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${children.join('')}</${root}>`
}

/** Reads a document whose root is `root`. @throws ZodError, or what the parser says, when it is something else */
export function readXml<T>(text: string, root: string, schema: z.ZodType<T>): T {
  return z.object({ [root]: schema }).parse(parseXML(text))[root] as T
}

/** In XML one element and a list of one look the same. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(item))
}
