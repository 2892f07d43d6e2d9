package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Strict;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The methods of a class that fold by the reduction rule of {@link Strict}.
 *
 * <p>{@code chunk1(start, count, ...)} reduces up to {@link Strict#CHUNK} points, {@code chunk2} as many results of chunk1, and
 * so on. Each is a tree over eight calls of {@code lanesK(lane, start, count, ...)}, which folds every eighth piece. Of the eight's
 * pieces each fourth belongs to the same partial result; so four accumulators take turns, and combined crosswise they are the
 * leaves' own part of the tree.
 */
final class LaneMethods {
    private static final int GROUPS = Strict.LANES / 4;
    /** The order in which a tree that halves the distance meets its leaves. */
    private static final int[] LEAVES = {0, 4, 2, 6, 1, 5, 3, 7};

    /** The name of {@code chunk1} where the vector form has that name. */
    private static final String SCALAR = "chunk";

    private final Nest nest;
    private final KernelClass to;
    private final Parameters parameters;
    private final DType dtype;
    private final Type type;

    LaneMethods(Nest nest, KernelClass to) {
        this.nest = nest;
        this.to = to;
        this.parameters = Parameters.of(nest);
        this.dtype = nest.body().type();
        this.type = Carrier.of(dtype);
    }

    /** Writes the methods of levels 1 to {@code levels}; the first in vectors where {@link VectorLanes} fits. */
    void write(int levels, boolean vector) {
        boolean vectors = vector && VectorLanes.fits(nest);
        for (int level = 1; level <= levels; level++) {
            lanes(level);
            chunk(level, level == 1 && vectors ? SCALAR : "chunk" + level);
        }
        if (vectors) {
            new VectorLanes(nest, to).write(SCALAR);
        }
    }

    private String coordinates() {
        return "I".repeat(nest.free().size());
    }

    /** Calls {@code chunkK}, whose start and count are on the stack, from a method that has the nest's free coordinates. */
    void call(MethodCode code, int level) {
        passRest(nest, parameters, code);
        code.call(to.internalName(), "chunk" + level,
                parameters.descriptor("II" + coordinates(), type.getDescriptor()));
    }

    /** Passes on the free coordinates, the arrays and the symbols. */
    static void passRest(Nest nest, Parameters parameters, MethodCode code) {
        for (int axis = 0; axis < nest.free().size(); axis++) {
            code.load(Type.INT_TYPE, code.named("#" + axis));
        }
        parameters.pass(code);
    }

    /** Makes of a number of points on the stack the number of chunks at {@code level}: the points themselves at level 0. */
    static void roundUp(MethodCode code, int level) {
        for (int i = 0; i < level; i++) {
            code.integer(Strict.CHUNK - 1);
            code.insn(IADD);
            code.integer(Strict.CHUNK);
            // The sum may be more than an int holds.
            code.call("java/lang/Integer", "divideUnsigned", "(II)I");
        }
    }

    /** Defines the free coordinates, the arrays and the symbols as parameters. */
    static void define(Nest nest, Parameters parameters, MethodCode code, Values values) {
        for (int axis = 0; axis < nest.free().size(); axis++) {
            code.name("#" + axis, Type.INT_TYPE);
            Dim extent = nest.free().get(axis);
            long hi = extent.isConstant() ? extent.constant() - 1 : Integer.MAX_VALUE - 1;
            values.variable("#" + axis, Type.INT_TYPE, 0, 0, hi);
        }
        parameters.define(code, values);
    }

    private void chunk(int level, String name) {
        MethodCode code = to.method(name, parameters.descriptor("II" + coordinates(), type.getDescriptor()));
        int start = code.local(Type.INT_TYPE);
        int count = code.local(Type.INT_TYPE);
        define(nest, parameters, code, new Values());
        Dim points = nest.foldedPoints();
        // Groups beyond the last point hold the identity, which changes no partial result: none of them is -0.
        int groups = points.isConstant() ? (int) Math.min(points.constant(), GROUPS) : GROUPS;
        tree(code, level, groups, 0, GROUPS, start, count);
        code.insn(type.getOpcode(IRETURN));
        code.end();
    }

    /** Pushes what the leaves from {@code first} on combine to; false where there are none. */
    private boolean tree(MethodCode code, int level, int groups, int first, int leaves, int start, int count) {
        if (leaves == 1) {
            if (LEAVES[first] >= groups) {
                return false;
            }
            code.integer(LEAVES[first]);
            code.load(Type.INT_TYPE, start);
            code.load(Type.INT_TYPE, count);
            passRest(nest, parameters, code);
            code.call(to.internalName(), "lanes" + level,
                    parameters.descriptor("III" + coordinates(), type.getDescriptor()));
            return true;
        }
        boolean left = tree(code, level, groups, first, leaves / 2, start, count);
        boolean right = tree(code, level, groups, first + leaves / 2, leaves / 2, start, count);
        if (left && right) {
            code.instruction(Identity.fold(nest).combine(), dtype, dtype);
        }
        return left || right;
    }

    private void lanes(int level) {
        MethodCode code = to.method("lanes" + level,
                parameters.descriptor("III" + coordinates(), type.getDescriptor()));
        int lane = code.local(Type.INT_TYPE);
        int start = code.local(Type.INT_TYPE);
        int count = code.local(Type.INT_TYPE);
        Values values = new Values();
        Lowering lowering = new Lowering(nest, values);
        define(nest, parameters, code, values);
        int at = code.name("at", Type.INT_TYPE);
        Dim total = nest.foldedPoints();
        long last = total.isConstant() ? total.constant() - 1 : Integer.MAX_VALUE - 1;
        Value position = values.variable("at", Type.INT_TYPE, 1, 0, last);
        Value piece = level == 1 ? body(lowering, position) : null;
        Value points = lowering.index(nest.foldedPoints());
        Region region = new Region().need(1, piece == null ? List.of(points) : List.of(piece));
        region.open(0, code);
        int[] accumulators = new int[4];
        for (int i = 0; i < 4; i++) {
            accumulators[i] = code.local(type);
            code.constant(type, Identity.of(nest));
            code.store(type, accumulators[i]);
        }
        int end = code.local(Type.INT_TYPE);
        code.load(Type.INT_TYPE, start);
        code.load(Type.INT_TYPE, count);
        code.insn(IADD);
        code.store(Type.INT_TYPE, end);
        code.load(Type.INT_TYPE, start);
        code.load(Type.INT_TYPE, lane);
        code.insn(IADD);
        code.store(Type.INT_TYPE, at);
        Label next = new Label();
        Label done = new Label();
        code.label(next);
        code.load(Type.INT_TYPE, at);
        code.load(Type.INT_TYPE, end);
        code.jump(IF_ICMPGE, done);
        region.open(1, code);
        code.load(type, accumulators[0]);
        if (piece == null) {
            pushChunk(code, level, at, points);
        } else {
            code.push(piece);
        }
        code.instruction(Identity.fold(nest).combine(), dtype, dtype);
        for (int i = 0; i < 3; i++) {
            code.load(type, accumulators[i + 1]);
            code.store(type, accumulators[i]);
        }
        code.store(type, accumulators[3]);
        code.to.visitIincInsn(at, GROUPS);
        code.jump(GOTO, next);
        code.label(done);
        combine(code, accumulators[0], accumulators[2]);
        combine(code, accumulators[1], accumulators[3]);
        code.instruction(Identity.fold(nest).combine(), dtype, dtype);
        code.insn(type.getOpcode(IRETURN));
        code.end();
    }

    private void combine(MethodCode code, int a, int b) {
        code.load(type, a);
        code.load(type, b);
        code.instruction(Identity.fold(nest).combine(), dtype, dtype);
    }

    /** The body at the folded point of that number. */
    private Value body(Lowering lowering, Value position) {
        Values values = lowering.values();
        Value rest = position;
        for (int k = nest.folded().size() - 1; k >= 0; k--) {
            Value extent = lowering.index(nest.folded().get(k));
            values.alias("#" + (nest.free().size() + k), k == 0 ? rest : values.mod(rest, extent));
            rest = values.floorDiv(rest, extent);
        }
        // There may be no point at all, and the loads are for points.
        values.keepFaultsAt(1);
        return lowering.expr(nest.body());
    }

    /** The result of the chunk that a variable numbers. */
    private void pushChunk(MethodCode code, int level, int at, Value points) {
        code.load(Type.INT_TYPE, at);
        code.integer(Strict.CHUNK);
        code.insn(IMUL);
        code.insn(DUP);
        code.push(points);
        roundUp(code, level - 2);
        code.insn(SWAP);
        code.insn(ISUB);
        code.integer(Strict.CHUNK);
        code.call("java/lang/Math", "min", "(II)I");
        call(code, level - 1);
    }
}
