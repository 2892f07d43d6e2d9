package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.types.DType;
import java.util.Objects;
import org.objectweb.asm.Type;

/** The value of folding nothing, as a constant. */
final class Identity {
    private Identity() {}

    static DType dtype(Nest nest) {
        return fold(nest).result(nest.body().type());
    }

    static Type type(Nest nest) {
        return Carrier.of(dtype(nest));
    }

    static Number of(Nest nest) {
        return Carrier.constant(dtype(nest), fold(nest).identity(dtype(nest)));
    }

    /** The fold of a nest that has one. */
    static Fold fold(Nest nest) {
        return Objects.requireNonNull(nest.fold());
    }
}
