/**
 * Graphs as text: {@link dev.sinter.ir.text.Printer} and {@link dev.sinter.ir.text.Parser}, which round-trip.
 *
 * <p>Begin with the example at the parser. A new op needs one line in {@link dev.sinter.ir.text.OpTable}. It may import the graph,
 * never a pass or a back end.
 */
@NullMarked
package dev.sinter.ir.text;

import org.jspecify.annotations.NullMarked;
