package dev.sinter.compiler.schedule;

import dev.sinter.ir.Literal;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A numbered place for a dense array while a program runs; several values whose lives do not overlap may take turns in it.
 *
 * @param dtype the dtype of its elements
 * @param sizes how many elements each value put there has: the slot holds the largest
 * @param role  whose array it is
 * @param data  the elements of a constant, null for the others
 */
public record Slot(DType dtype, List<Dim> sizes, Role role, @Nullable Literal data) {
    /** Whose array a slot is. */
    public enum Role {
        /** The caller's, read; for a state also written. */
        INPUT,
        /** The caller's, written. */
        OUTPUT,
        /** The program's own. */
        SCRATCH,
        /** The program's own, filled once. */
        CONSTANT
    }

    public Slot {
        sizes = List.copyOf(sizes);
    }

    /** A slot of the program's own. */
    public static Slot scratch(DType dtype, List<Dim> sizes) {
        return new Slot(dtype, sizes, Role.SCRATCH, null);
    }

    /** The raw bits of a constant's elements; {@link IllegalStateException} for the others. */
    public long[] bits() {
        if (data == null) {
            throw new IllegalStateException("a slot for " + role + " holds no constant");
        }
        return data.bits();
    }
}
