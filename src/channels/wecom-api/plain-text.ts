/**
 * Text without markup. WeCom shows `<a href>` in a text message as a link, and `<div class>` in a text card as formatting; what people type (a customer's
 * name, a description) stands in those texts. No text of ours uses markup, so the bracket that opens it becomes its full-width twin everywhere.
 */
export const plainText = (text: string): string => text.replaceAll('<', '＜')
