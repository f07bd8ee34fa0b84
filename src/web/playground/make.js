/** Elements without HTML in strings: what people write is never read as markup. */

export const $ = (selector) => document.querySelector(selector)

/** An element with attributes and children; `undefined`, `false` and '' stand for nothing. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false) element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== undefined && child !== false && child !== ''))
  return element
}

/** Of the class that hides from eyes only. */
export const spoken = (text) => make('span', { class: 'spoken' }, text)

/** The circle of a person. */
export const avatarOf = ({ name, tint }) =>
  make('span', { class: 'avatar', style: `--tint:${tint}`, 'aria-hidden': 'true' }, name.slice(-1))
