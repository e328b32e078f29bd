import { fileURLToPath } from 'node:url'
import VueI18n from '@intlify/unplugin-vue-i18n/vite'
import ui from '@nuxt/ui/vite'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { appIcons, publicFiles } from './app-icons.ts'
import { uiConfig } from './src/app.config.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Pages and frames that visitors load. */
const visited = /\/(?:HomeView|MarketHome|PortalHome|CatalogueView|CourseView|CourseReviews|CarryOnPanel|NotFound|AppProviders)-[^/]+$/

export default defineConfig(({ isSsrBuild }) => ({
  plugins: [
    vue(),
    ui({
      ui: uiConfig,
      prose: false,
      colorMode: false,
      dts: false,
      components: { dts: false, dirs: [] },
      icon: {
        clientBundle: {
          scan: {
            globInclude: publicFiles,
            globExclude: ['**/node_modules/**', 'dist', 'src/features/tenants/desk/**', 'src/frames/DeskFrame.vue', 'src/ui/desk/**'],
          },
        },
      },
      experimental: { componentDetection: true },
    }),
    appIcons(),
    VueI18n({
      include: [here('./src/locales/**/*.json'), here('./src/features/**/locales/*.json'), here('./src/ui/*/locales/*.json')],
      runtimeOnly: true,
      dropMessageCompiler: true,
      fullInstall: false,
      compositionOnly: true,
      strictMessage: false,
    }),
  ],
  define: { __VUE_OPTIONS_API__: 'false' },
  server: { host: '127.0.0.1', port: Number(process.env.WEB_PORT ?? 5173), strictPort: true },
  // Everything is in the server's file, so that it runs wherever it is copied to.
  ssr: { noExternal: true },
  build: {
    outDir: 'dist/client',
    manifest: !isSsrBuild,
    cssCodeSplit: false,
    // Fonts stay files: a page loads only the ones whose letters it shows.
    assetsInlineLimit: 0,
    copyPublicDir: !isSsrBuild,
    reportCompressedSize: false,
    modulePreload: {
      polyfill: false,
      // What each page needs is listed in the first file of all pages: a visitor carries the lists of visitors' pages, and no desk's.
      resolveDependencies: (file, needed, { hostType }) => (hostType === 'html' || visited.test(file) ? needed : []),
    },
  },
  test: {
    environment: 'happy-dom',
    environmentOptions: { happyDOM: { settings: { fetch: { disableSameOriginPolicy: true } } } },
    include: ['src/**/*.test.ts'],
    setupFiles: ['src/testing/setup.ts'],
  },
}))
