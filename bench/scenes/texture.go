package scenes

import (
	"math"
	"math/rand/v2"
)

// side of the texture, which repeats.
const side = 512

// texture is noise whose waves are the weaker the shorter they are, with a mean of 0 and a deviation of about 1.
func texture(random *rand.Rand) []float64 {
	out := make([]float64, side*side)
	for cell, weight := side/4, 0.5; cell >= 1; cell, weight = cell/2, weight*0.7 {
		grid := make([]float64, (side/cell)*(side/cell))
		for i := range grid {
			grid[i] = random.NormFloat64() * weight
		}
		for i := range out {
			out[i] += between(grid, side/cell, float64(i%side)/float64(cell), float64(i/side)/float64(cell))
		}
	}
	return out
}

// between takes a value between the points of a grid of n by n that repeats.
func between(grid []float64, n int, x, y float64) float64 {
	x0, y0 := int(x), int(y)
	fx, fy := x-math.Floor(x), y-math.Floor(y)
	at := func(x, y int) float64 { return grid[y%n*n+x%n] }
	top := at(x0, y0)*(1-fx) + at(x0+1, y0)*fx
	low := at(x0, y0+1)*(1-fx) + at(x0+1, y0+1)*fx
	return top*(1-fy) + low*fy
}
