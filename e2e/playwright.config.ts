import { defineConfig, devices, type PlaywrightTestOptions, type PlaywrightWorkerOptions, type Project } from '@playwright/test'
import type { Look } from './fixtures.ts'

const { CHROMIUM_PATH: executablePath, CHROMIUM_ARGUMENTS = '--no-sandbox', CI } = process.env

const desktop = { ...devices['Desktop Chrome'], viewport: { width: 1280, height: 900 } }
const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 } }

function project(name: string, look: Look, specs?: RegExp): Project<PlaywrightTestOptions & Look, PlaywrightWorkerOptions> {
  const device = look.size === 'phone' ? phone : desktop
  return { name, use: { ...device, ...look, colorScheme: look.theme }, ...(specs && { testMatch: specs }) }
}

/** The journeys run in every language, on both kinds of screen and in both lights; what depends on neither runs once. */
const journeys = /(buy|free)\.spec\.ts$/

export default defineConfig<Look>({
  testDir: 'specs',
  globalSetup: './global-setup.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(CI),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: CHROMIUM_ARGUMENTS.split(' '),
    },
  },
  projects: [
    project('english, desktop, light', { language: 'en', size: 'desktop', theme: 'light' }),
    project('arabic, phone, dark', { language: 'ar', size: 'phone', theme: 'dark' }, journeys),
    project('somali, phone, light', { language: 'so', size: 'phone', theme: 'light' }, journeys),
    project('arabic, desktop, light', { language: 'ar', size: 'desktop', theme: 'light' }, journeys),
    project('somali, desktop, dark', { language: 'so', size: 'desktop', theme: 'dark' }, journeys),
    project('english, phone, dark', { language: 'en', size: 'phone', theme: 'dark' }, journeys),
  ],
})
