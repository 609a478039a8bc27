package suites

import "context"

var _ = Tests.Describe("streams", func() {
	Tests.It("opens one", func() {
		s, err := conn.OpenStream()
		Tests.Require(err)
		s.Write([]byte("hello"))
	})

	Tests.It("accepts one", func() {
		done := make(chan struct{})
		go func() {
			defer close(done)
			s, err := conn.AcceptStream(context.Background())
			Tests.Require(err)
			s.Write([]byte("hello"))
		}()
		<-done
	})

	Tests.It("accepts many", func() {
		for {
			s, err := conn.AcceptStream(context.Background()) // want "stream from AcceptStream is not closed"
			if err != nil {
				return
			}
			s.Write([]byte("hello"))
		}
	})
})

// greet leaks: no test ends with it.
func greet() error {
	s, err := conn.OpenStream() // want "stream from OpenStream is not closed"
	if err != nil {
		return err
	}
	_, err = s.Write([]byte("hello"))
	return err
}

var _ = Tests.It("greets", func() { Tests.Require(greet()) })
