/** In every server under test: tells the parent the CPU time that this process has used, in microseconds. */
process.on('message', (message) => {
  if (message.type !== 'cpu') return
  const { user, system } = process.cpuUsage()
  process.send({ type: 'cpu', used: user + system })
})
// A parent that was killed can end nobody.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
