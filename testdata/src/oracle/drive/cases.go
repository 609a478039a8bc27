package drive

import "math/rand/v2"

// Cases returns the ways to drive a function: first each fault by itself and
// with each other one, then arguments and faults at random.
func Cases(n int) []Case {
	cases := []Case{{}}
	for d := WriteFails; d < deadlines; d++ {
		cases = append(cases, Case{Deadline: d})
	}
	for m := Silent; m < manners; m++ {
		cases = append(cases, Case{Manner: m})
	}
	cases = append(cases, Case{Fails: 1}, Case{Fails: 2}, Case{Once: true}, Case{Announce: true, Manner: Stops}, Case{Announce: true, Manner: StopsSome})
	random := rand.New(rand.NewPCG(1, 2))
	sometimes := func(n int) int {
		if random.IntN(2) == 0 {
			return 0
		}
		return random.IntN(n)
	}
	for seed := uint64(1); len(cases) < n; seed++ {
		c := Case{Seed: seed}
		c.Manner = Manner(sometimes(int(manners)))
		c.Deadline = Deadline(sometimes(int(deadlines)))
		if random.IntN(4) == 0 {
			c.Fails = 1 + random.IntN(5)
		}
		if seed%8 == 0 { // long writes block after short ones went well
			c.Manner, c.Deadline = Idle, BlockedFails
		}
		c.Once = random.IntN(2) == 0
		c.Announce = random.IntN(8) == 0
		cases = append(cases, c)
	}
	return cases
}
