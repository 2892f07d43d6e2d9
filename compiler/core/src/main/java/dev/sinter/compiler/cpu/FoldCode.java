package dev.sinter.compiler.cpu;

import java.util.Objects;
import org.objectweb.asm.Type;

/** The code that folds the points of one free point, whose coordinates are in local variables, and leaves the value on the stack. */
interface FoldCode {
    /** The outermost loop inside a free point. */
    int FOLD = FreeLoops.POINT + 1;

    /** What the loops around compute for it. */
    Region region();

    /** Writes the code. */
    void emit();

    /** The type of the value. */
    Type type();

    /** The code for a nest's fold; its result must have been lowered before. */
    static FoldCode of(Nest nest, KernelClass to, MethodCode code, Lowering lowering, boolean vector) {
        if (nest.folded().stream().anyMatch(extent -> extent.is(0))) {
            return new NothingFold(nest, code);
        }
        return nest.isOrdered() || vector && VectorLanes.fits(nest)
                ? new LaneFold(nest, to, code, lowering, vector)
                : new NestedFold(nest, code, lowering);
    }

    /** The fold of no points. */
    record NothingFold(Nest nest, MethodCode code) implements FoldCode {
        @Override
        public Region region() {
            return new Region();
        }

        @Override
        public void emit() {
            Objects.requireNonNull(nest.fold());
            code.constant(type(), Identity.of(nest));
        }

        @Override
        public Type type() {
            return Identity.type(nest);
        }
    }
}
