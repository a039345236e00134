package dev.echo7.events;

/**
 * What the kernel knows of a TCP connection (TCP_INFO of tcp(7)).
 *
 * @param rttUs its smoothed round-trip time, in µs
 * @param retransmits segments sent again, over the whole life
 */
public record KernelInfo(long rttUs, long retransmits) {}
