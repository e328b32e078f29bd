/** What Edurise changes in the components of Nuxt UI; passed to it in vite.config.ts. */
export const uiConfig = {
  colors: {
    primary: 'brand',
    secondary: 'saffron',
    success: 'verdigris',
    info: 'woad',
    warning: 'saffron',
    error: 'madder',
    neutral: 'flax',
  },
  button: {
    slots: {
      base: 'rounded-md font-semibold cursor-pointer transition-[background-color,box-shadow,transform] duration-150 active:translate-y-px',
    },
    variants: {
      size: {
        xs: { base: 'min-h-8 px-2.5 text-xs' },
        sm: { base: 'min-h-9 px-3 text-sm' },
        md: { base: 'min-h-11 px-4 text-sm' },
        lg: { base: 'min-h-12 px-5 text-base' },
        xl: { base: 'min-h-14 px-6 text-lg' },
      },
    },
    compoundVariants: [
      { color: 'primary', variant: 'solid', class: 'hover:bg-primary/90 active:bg-primary/90' },
      { color: 'error', variant: 'solid', class: 'hover:bg-error/90 active:bg-error/90' },
    ],
    defaultVariants: { size: 'md' },
  },
  input: {
    slots: { base: 'rounded-md min-h-11' },
    variants: { variant: { outline: 'bg-(--sheet)' }, size: { md: { base: 'px-3.5 text-base' }, xl: { base: 'min-h-16 text-lg' } } },
    defaultVariants: { size: 'md' },
  },
  textarea: {
    slots: { base: 'rounded-md' },
    variants: { variant: { outline: 'bg-(--sheet)' }, size: { md: { base: 'px-3.5 py-2.5 text-base' } } },
  },
  select: { slots: { base: 'rounded-md min-h-11' }, variants: { variant: { outline: 'bg-(--sheet)' } } },
  selectMenu: { slots: { base: 'rounded-md min-h-11' }, variants: { variant: { outline: 'bg-(--sheet)' } } },
  inputNumber: { slots: { base: 'rounded-md min-h-11' }, variants: { variant: { outline: 'bg-(--sheet)' } } },
  badge: {
    slots: { base: 'rounded-[4px] font-semibold' },
    compoundVariants: [
      { color: 'warning', variant: 'subtle', class: 'bg-mark-soft text-warning ring-(--mark)' },
      { color: 'neutral', variant: 'subtle', class: 'bg-elevated text-toned ring-(--ui-border)' },
    ],
    defaultVariants: { variant: 'subtle', size: 'md' },
  },
  formField: {
    slots: {
      label: 'font-semibold text-highlighted',
      help: 'mt-0 -mb-6 text-muted text-sm leading-6',
      container: 'mt-1.5 pb-9',
      error: 'mt-0 -mb-6 text-sm leading-6',
    },
  },
  checkbox: { slots: { base: 'bg-(--sheet)', label: 'text-default' }, variants: { size: { md: { base: 'size-5' } } } },
  radioGroup: { slots: { base: 'bg-(--sheet)' } },
  tabs: { slots: { trigger: 'font-semibold min-h-11' } },
  card: { slots: { root: 'rounded-(--radius-panel) bg-(--sheet) shadow-none' } },
  modal: { slots: { content: 'rounded-(--radius-sheet) shadow-(--shadow-over)', header: 'shrink-0', footer: 'shrink-0' } },
  slideover: { slots: { content: 'shadow-(--shadow-over)' } },
  toast: {
    slots: {
      root: 'rounded-(--radius-panel) shadow-(--shadow-over) ring-0 bg-band',
      title: 'text-inherit',
      description: 'text-inherit opacity-90',
      close: 'text-inherit opacity-90',
    },
  },
  skeleton: { base: 'rounded-[4px] bg-elevated' },
}
