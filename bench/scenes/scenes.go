// Package scenes makes the pictures that the benchmarks are run on: the same ones everywhere, from a number alone.
// Photographs are modelled by leaves that lie upon each other, whose sizes follow a power law: such pictures have the
// spectra and edges of real ones (Lee, Mumford, Huang: Occlusion models for natural images, 2001). Drawings are shapes
// of one colour each with smooth edges and transparency.
package scenes
