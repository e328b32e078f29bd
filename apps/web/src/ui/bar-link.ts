/** A link of the bar at the head of a page. */
export interface BarLink {
  href: string
  label: string
  current: boolean
}
