import { signal } from '@preact/signals'

const kept = localStorage.getItem('theme') ?? ''

/** `light`, `dark`, or '' for what the system says. */
export const theme = signal(kept)
document.documentElement.dataset.theme = kept

export function nextTheme(): void {
  const dark = theme.value === '' ? matchMedia('(prefers-color-scheme: dark)').matches : theme.value === 'dark'
  theme.value = dark ? 'light' : 'dark'
  document.documentElement.dataset.theme = theme.value
  localStorage.setItem('theme', theme.value)
}
