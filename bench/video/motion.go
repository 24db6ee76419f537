//go:build unix

package main

import "fmt"

// The graphs below have the inputs 0 and 1, two photographs of 3200 by 1800 pixels, and 2, a long page. All that is done
// to a picture as such is done before it is looped, once.

// still is a photograph as a camera of so many pixels across sees it: its colours are softer than its brightness, as they
// come from a mosaic of sensors and are smoothed against noise.
func still(width int, fps float64) string {
	return fmt.Sprintf("settb=1/1000,format=yuv444p,gblur=sigma=%.2f:planes=6,hue=s=0.6,loop=-1:1,fps=%[2]g,setpts=N/%[2]g/TB",
		3500/float64(width), fps)
}

// handheld walks over a photograph with a hand that is not steady, while something passes by in front.
func handheld(width, height int, fps float64) string {
	const shake = "crop=2880:1620:x='160+140*sin(0.6*t)+5*sin(9*t)':y='90+80*sin(0.43*t)+4*sin(11*t)'"
	return fmt.Sprintf("[0]%[1]s,%[2]s,scale=%[3]d:%[4]d[ground];[1]crop=500:700:900:300,%[1]s,scale=%[4]d/4:%[4]d/3[thing];"+
		"[ground][thing]overlay=x='-w+mod(t*0.13*W,W+w)':y='0.3*H+0.05*H*sin(3*t)':format=yuv420", still(width, fps), shake, width, height)
}

// cuts pans over two photographs in turn, changing every four seconds.
func cuts(width, height int, fps float64) string {
	const pan = "crop=2560:1440:x='320+300*sin(0.3*t)':y='180+150*sin(0.21*t)'"
	photo := fmt.Sprintf("%s,%s,scale=%d:%d", still(width, fps), pan, width, height)
	return fmt.Sprintf("[0]%[1]s[one];[1]%[1]s[two];[one][two]overlay=enable='gt(mod(t,8),4)':format=yuv420", photo)
}

// scrolling reads a page: it stands still for four seconds, then moves on for one. Frames that say nothing new are left
// out, so that the rate varies.
func scrolling(fps float64) string {
	return fmt.Sprintf("[2]settb=1/1000,format=yuv444p,loop=-1:1,fps=%[1]g,setpts=N/%[1]g/TB,"+
		"crop=1920:1080:x=0:y='540*(floor(t/5)+clip(mod(t,5)-4,0,1))':exact=1,format=yuv420p,mpdecimate=max=%[1]g", fps)
}

// grain is noise that is new in every frame, with a strength in steps of 8 bits. There is less in colours, which cameras
// smooth.
func grain(strength int) string {
	return fmt.Sprintf(",noise=c0s=%d:c1s=%d:c2s=%[2]d:allf=t:all_seed=7", strength, strength/3)
}

// zoom moves into a photograph.
func zoom(width, height int) string {
	return fmt.Sprintf("[0]scale=3200:-2,zoompan=z='1+0.004*on':x='iw/3':y='ih/3':d=300:fps=30:s=%dx%d", width, height)
}

// passing lets a small picture cross a smooth ground.
func passing(width, height int) string {
	return fmt.Sprintf("[1]crop=900:700:900:300,%[1]s,scale=%[2]d/2:%[3]d/2[thing];color=0x4477aa:s=%[2]dx%[3]d:r=30[ground];"+
		"[ground][thing]overlay=x='mod(t*0.2*W,W)-w/2':y='0.3*H+0.1*H*sin(2*t)':format=yuv420", still(width, 30), width, height)
}
