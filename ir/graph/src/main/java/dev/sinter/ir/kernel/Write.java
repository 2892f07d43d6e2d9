package dev.sinter.ir.kernel;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.Dim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a kernel writes its results: one index expression per axis of the output, over the free coordinates and loaded integers.
 *
 * <p>Without a {@code base} every element of the output is written exactly once. With one, the output starts as a copy of operand
 * {@code base}, and the points update it one after the other in row-major order: they replace an element, or combine with it
 * where {@code combine} is given: {@code old combine new}, in the
 * {@linkplain dev.sinter.types.DType#computed computed} dtype, rounded or wrapped back each time.
 */
public record Write(List<Dim> index, int base, @Nullable ScalarOp combine) {
    /** The value of {@link #base} where the output starts from nothing. */
    public static final int NOTHING = -1;

    public Write {
        index = List.copyOf(index);
    }

    /** Writes each element once. */
    public static Write each(List<Dim> index) {
        return new Write(index, NOTHING, null);
    }

    public boolean isUpdate() {
        return base != NOTHING;
    }
}
