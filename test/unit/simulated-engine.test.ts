import { describeEngine } from '../conformance/engine-conformance'
import { makeSimulatedHarness } from '../conformance/simulated-harness'

describeEngine('the simulated engine', () => makeSimulatedHarness())
