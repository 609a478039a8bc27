package oracle

// instances are the instances in which generic fixtures are called.
var instances = map[string]string{
	"generics.Within":                         "Within[string]",
	"generics.WithinForgets":                  "WithinForgets[string]",
	"harvested.GenericCloses":                 "GenericCloses[string]",
	"harvested.GenericForgets":                "GenericForgets[string]",
	"robust.genericAcquire":                   "genericAcquire[*quic.Stream, *quic.Conn]",
	"robust.genericWithConcreteAcquire":       "genericWithConcreteAcquire[string]",
	"robust.genericWithConcreteAcquireClosed": "genericWithConcreteAcquireClosed[string]",
	"robust.neverInstantiated":                "neverInstantiated[string, string]",
}
