package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/** A fold as loops in row-major order with one accumulator: contractions, extremes and their positions, integer sums. */
final class NestedFold implements FoldCode {
    private final Nest nest;
    private final Fold fold;
    private final MethodCode code;
    private final Lowering lowering;
    private final DType dtype;
    private final Type bodyType;
    private final Region region = new Region();
    /** What is accumulated: the body, or the two factors of a contraction. */
    private final List<Value> terms = new ArrayList<>();
    private final boolean chained;
    private final boolean blocked;

    private int accumulator;
    private int position;
    private int best;
    private int total;
    private int count;

    NestedFold(Nest nest, MethodCode code, Lowering lowering) {
        this.nest = nest;
        this.fold = Identity.fold(nest);
        this.code = code;
        this.lowering = lowering;
        this.dtype = nest.body().type();
        this.bodyType = Carrier.of(dtype);
        chained = fold == Fold.CONTRACT && dtype.isFloating();
        Dim points = nest.foldedPoints();
        blocked = chained && !(points.isConstant() && points.constant() <= Strict.CONTRACTION_BLOCK);
        for (int k = 0; k < nest.folded().size(); k++) {
            FreeLoops.coordinate(code, lowering, nest.free().size() + k, nest.folded().get(k), FOLD + k);
        }
        if (nest.mayFoldNothing()) {
            lowering.values().keepFaultsAt(FOLD);
        }
        if (chained && nest.body() instanceof Expr.Apply product && product.op() == ScalarOp.MUL) {
            terms.add(lowering.expr(product.arg(0)));
            terms.add(lowering.expr(product.arg(1)));
        } else if (chained) {
            throw new IllegalArgumentException("a contraction sums products, not " + nest.body());
        } else {
            terms.add(lowering.expr(nest.body()));
        }
        region.need(FOLD + nest.folded().size() - 1, terms);
        nest.folded().forEach(extent -> region.need(FreeLoops.POINT, lowering.index(extent)));
        lowering.values().keepFaultsAt(0);
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
        begin();
        loop(0);
        finish();
    }

    private boolean isPositional() {
        return fold == Fold.ARGMAX || fold == Fold.ARGMIN;
    }

    private void begin() {
        accumulator = code.local(bodyType);
        if (isPositional()) {
            Fold extreme = fold == Fold.ARGMAX ? Fold.MAX : Fold.MIN;
            code.constant(bodyType, Carrier.constant(dtype, extreme.identity(dtype)));
            position = zero(Type.LONG_TYPE);
            best = zero(Type.LONG_TYPE);
        } else {
            code.constant(bodyType, Identity.of(nest));
        }
        code.store(bodyType, accumulator);
        if (blocked) {
            total = code.local(bodyType);
            code.constant(bodyType, Identity.of(nest));
            code.store(bodyType, total);
            count = code.local(Type.INT_TYPE);
            code.integer(0);
            code.store(Type.INT_TYPE, count);
        }
    }

    private int zero(Type type) {
        int local = code.local(type);
        code.constant(type, 0);
        code.store(type, local);
        return local;
    }

    private void loop(int k) {
        int coordinate = code.named("#" + (nest.free().size() + k));
        Label next = new Label();
        Label end = new Label();
        code.insn(ICONST_0);
        code.store(Type.INT_TYPE, coordinate);
        code.label(next);
        code.load(Type.INT_TYPE, coordinate);
        code.push(lowering.index(nest.folded().get(k)));
        code.jump(IF_ICMPGE, end);
        region.open(FOLD + k, code);
        if (k + 1 < nest.folded().size()) {
            loop(k + 1);
        } else {
            accumulate();
        }
        code.to.visitIincInsn(coordinate, 1);
        code.jump(GOTO, next);
        code.label(end);
    }

    private void accumulate() {
        if (isPositional()) {
            point();
            return;
        }
        if (blocked) {
            startBlock();
        }
        if (chained) {
            code.push(terms.get(0));
            code.push(terms.get(1));
            code.load(bodyType, accumulator);
            code.instruction(ScalarOp.FMA, dtype, dtype);
        } else {
            code.load(bodyType, accumulator);
            code.push(terms.get(0));
            code.instruction(fold.combine(), dtype, dtype);
        }
        code.store(bodyType, accumulator);
    }

    /** {@code count} is the number of points so far; at multiples of the block's length the sum joins the total. */
    private void startBlock() {
        Label within = new Label();
        code.load(Type.INT_TYPE, count);
        // The remainder, as the length is a power of two.
        code.integer(Strict.CONTRACTION_BLOCK - 1);
        code.insn(IAND);
        code.jump(IFNE, within);
        closeBlock();
        code.constant(bodyType, Identity.of(nest));
        code.store(bodyType, accumulator);
        code.label(within);
        code.to.visitIincInsn(count, 1);
    }

    /** Takes in a finished block, if any; the first one as it is, since adding it to +0 would lose the sign of -0. */
    private void closeBlock() {
        Label later = new Label();
        Label end = new Label();
        code.load(Type.INT_TYPE, count);
        code.jump(IFEQ, end);
        code.load(Type.INT_TYPE, count);
        code.integer(Strict.CONTRACTION_BLOCK);
        code.jump(IF_ICMPGT, later);
        code.load(bodyType, accumulator);
        code.store(bodyType, total);
        code.jump(GOTO, end);
        code.label(later);
        code.load(bodyType, total);
        code.load(bodyType, accumulator);
        code.instruction(ScalarOp.ADD, dtype, dtype);
        code.store(bodyType, total);
        code.label(end);
    }

    /** Takes the point where it is more extreme, or NaN and the first one so. */
    private void point() {
        int value = code.local(bodyType);
        code.push(terms.get(0));
        code.store(bodyType, value);
        Label keep = new Label();
        Label take = new Label();
        int a = fold == Fold.ARGMAX ? accumulator : value;
        int b = fold == Fold.ARGMAX ? value : accumulator;
        code.load(bodyType, a);
        code.load(bodyType, b);
        ScalarCode compare = new ScalarCode(code.to);
        if (dtype.isFloating()) {
            Label notMore = new Label();
            compare.jumpUnless(ScalarOp.LT, dtype, notMore);
            code.jump(GOTO, take);
            code.label(notMore);
            // Not more: taken only where it is NaN and the best so far is not.
            isNumber(value, keep);
            isNan(accumulator, keep);
        } else {
            compare.jumpUnless(ScalarOp.LT, dtype, keep);
        }
        code.label(take);
        code.load(bodyType, value);
        code.store(bodyType, accumulator);
        code.load(Type.LONG_TYPE, position);
        code.store(Type.LONG_TYPE, best);
        code.label(keep);
        code.load(Type.LONG_TYPE, position);
        code.insn(LCONST_1);
        code.insn(LADD);
        code.store(Type.LONG_TYPE, position);
    }

    private void isNumber(int local, Label target) {
        compareWithItself(local);
        code.jump(IFEQ, target);
    }

    private void isNan(int local, Label target) {
        compareWithItself(local);
        code.jump(IFNE, target);
    }

    private void compareWithItself(int local) {
        code.load(bodyType, local);
        code.load(bodyType, local);
        code.insn(bodyType == Type.FLOAT_TYPE ? FCMPL : DCMPL);
    }

    private void finish() {
        if (isPositional()) {
            code.load(Type.LONG_TYPE, best);
        } else if (blocked) {
            closeBlock();
            code.load(bodyType, total);
        } else {
            code.load(bodyType, accumulator);
        }
    }
}
