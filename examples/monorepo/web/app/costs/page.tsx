import { dailyCosts } from '@/lib/api'
import { cheapestDay } from '@/lib/reports'

export default async function Costs({ searchParams }: { searchParams: Promise<{ org: string }> }) {
  const { org } = await searchParams
  const [costs, best] = await Promise.all([dailyCosts(org), cheapestDay(org)])
  return (
    <main>
      <h1>Costs of {org}</h1>
      {best && <p>The cheapest day was {best}.</p>}
      <ul>
        {costs.map((day) => (
          <li key={`${day.usage_date}-${day.service}`}>
            {day.usage_date} {day.service}: {day.cost.toFixed(2)} €
          </li>
        ))}
      </ul>
    </main>
  )
}
