package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Strict;
import dev.sinter.types.Dim;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/** A fold by the reduction rule of {@link Strict}, or in vectors: calls to the {@link LaneMethods} of the class. */
final class LaneFold implements FoldCode {
    private final Nest nest;
    private final MethodCode code;
    private final LaneMethods methods;
    private final Region region = new Region();
    private final Value points;

    LaneFold(Nest nest, KernelClass to, MethodCode code, Lowering lowering, boolean vector) {
        this.nest = nest;
        this.code = code;
        methods = new LaneMethods(nest, to);
        methods.write(levels(nest), vector);
        points = lowering.index(nest.foldedPoints());
        region.need(FreeLoops.POINT, List.of(points));
    }

    /** How many times the list of points is cut into chunks, plus 1; where the order does not matter it is not cut. */
    private static int levels(Nest nest) {
        Dim points = nest.foldedPoints();
        if (!nest.isOrdered()) {
            return 1;
        }
        if (!points.isConstant()) {
            return 3;
        }
        return points.constant() <= Strict.CHUNK ? 1 : points.constant() <= (long) Strict.CHUNK * Strict.CHUNK ? 2 : 3;
    }

    @Override
    public Region region() {
        return region;
    }

    @Override
    public Type type() {
        return Identity.type(nest);
    }

    @Override
    public void emit() {
        Label end = new Label();
        int most = levels(nest);
        int least = nest.foldedPoints().isConstant() ? most : 1;
        for (int level = least; level <= most; level++) {
            Label next = new Label();
            if (level < most) {
                code.push(points);
                // The most points that this many levels hold.
                code.integer(level == 1 ? Strict.CHUNK : Strict.CHUNK * Strict.CHUNK);
                code.jump(IF_ICMPGT, next);
            }
            code.insn(ICONST_0);
            pushPieces(level);
            methods.call(code, level);
            if (level < most) {
                code.jump(GOTO, end);
                code.label(next);
            }
        }
        code.label(end);
    }

    /** The length of the list that level {@code level} reduces: the points, or the chunks of the level below. */
    private void pushPieces(int level) {
        code.push(points);
        LaneMethods.roundUp(code, level - 1);
    }
}
