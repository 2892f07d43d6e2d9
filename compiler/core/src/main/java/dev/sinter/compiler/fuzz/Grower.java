package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Node;
import org.jspecify.annotations.Nullable;

/** A way to make a graph one op larger. */
interface Grower {
    /** The new node; null where what was tried does not fit. */
    @Nullable
    Node grow(Growth g);
}
