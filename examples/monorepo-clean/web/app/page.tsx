export default function Overview() {
  return (
    <main>
      <h1>Costpilot</h1>
      <p>What your clouds cost, and what they will cost by the end of the month.</p>
    </main>
  )
}
