// Package analyzer defines an Analyzer that reports QUIC streams whose send
// half is not ended on every path.
package analyzer

const doc = `report QUIC streams that are not closed on every path

placeholder`
