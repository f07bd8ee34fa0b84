/** What a platform shows beside the input box, where it has such a thing. */
export type MenuEntry = MenuItem | { readonly label: string; readonly items: readonly MenuItem[] }

export interface MenuItem {
  readonly label: string
  /** Comes back as the key of an incoming `menu`. */
  readonly key: string
}
