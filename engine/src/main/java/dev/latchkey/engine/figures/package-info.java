/** Counters and histograms with fixed buckets, written by one thread and read by any, from which INFO and the metrics are made. */
@NullMarked
package dev.latchkey.engine.figures;

import org.jspecify.annotations.NullMarked;
