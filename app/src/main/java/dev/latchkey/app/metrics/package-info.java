/** The metrics of a server in the text format of Prometheus. The only package that uses Micrometer. */
@NullMarked
package dev.latchkey.app.metrics;

import org.jspecify.annotations.NullMarked;
