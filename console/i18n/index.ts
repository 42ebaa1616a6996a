import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import * as en from './en'
import * as id from './id'

/** The languages of the page, each named in itself. */
export const LANGUAGES = { en: 'English', id: 'Bahasa Indonesia' } as const

/** The code of one of them. */
export type Language = keyof typeof LANGUAGES

const STORAGE_NAME = 'wagraph.language'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell'
    resources: typeof en
  }
}

/** Sets the page's language: the one chosen before, else the browser's, else English. */
export async function startTranslations(): Promise<void> {
  const chosen = chosenBefore() ?? navigator.language.split('-')[0] ?? ''
  i18next.on('languageChanged', (language) => (document.documentElement.lang = language))
  await i18next.use(initReactI18next).init({
    resources: { en, id },
    lng: isLanguage(chosen) ? chosen : 'en',
    fallbackLng: 'en',
    defaultNS: 'shell',
    interpolation: { escapeValue: false },
  })
}

function chosenBefore(): string | null {
  try {
    return localStorage.getItem(STORAGE_NAME)
  } catch {
    // Where the browser forbids to keep anything, what the page says of it needs a language too.
    return null
  }
}

/** Switches the language, and keeps it for the next visit. */
export async function chooseLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language)
  localStorage.setItem(STORAGE_NAME, language)
}

/** The language that is shown. */
export const currentLanguage = (): Language => (isLanguage(i18next.language) ? i18next.language : 'en')

const isLanguage = (text: string): text is Language => Object.hasOwn(LANGUAGES, text)
