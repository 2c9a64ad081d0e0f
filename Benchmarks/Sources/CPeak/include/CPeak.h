// The most multiply-adds that this machine does in a second, as a limit to hold products against, how far its cores are
// from one another, and the most memory that this process has held.
#ifndef CPEAK_H
#define CPEAK_H

// Billions of float32 operations a second (a multiply-add is two), by `threads` threads together over `seconds`:
// independent multiply-adds in registers, with the widest vectors that the machine has.
double peak_gflops(int threads, double seconds);

// How long a word takes from one thread to another and back.
double round_trip_nanoseconds(void);

double peak_megabytes(void);

#endif
