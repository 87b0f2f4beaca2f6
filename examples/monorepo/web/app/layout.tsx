import type { ReactNode } from 'react'

export const metadata = { title: 'Costpilot' }

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <a href="/">Overview</a> <a href="/costs">Costs</a> <a href="https://docs.costpilot.example">Help & support</a>
        </nav>
        {children}
      </body>
    </html>
  )
}
