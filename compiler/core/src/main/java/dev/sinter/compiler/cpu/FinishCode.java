package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/** Writes the method that takes a row of finished tiles, applies a contraction's result to each sum, and writes it where it belongs. */
final class FinishCode {
    private final KernelClass to;
    private final MethodCode code;
    private final IntCode ints;
    private final DType dtype;
    private final Type type;
    private final Nest nest;
    private final List<Integer> sides;
    private final FreeLoops rows;
    private final FreeLoops columns;
    private final Region region = new Region();
    private final int sums;
    private final Value result;
    private final Value position;
    private final @Nullable VectorCode lanes;
    private final int sumVector;

    private FinishCode(Contraction contraction, @Nullable Image image, KernelClass to, Consumer<IntCode> tile,
            boolean vector) {
        this.to = to;
        dtype = contraction.dtype();
        type = Carrier.of(dtype);
        Nest whole = contraction.nest();
        List<List<Integer>> groups = new ArrayList<>(
                List.of(contraction.outer(), contraction.columnOuter(), contraction.rows()));
        if (image != null && image.hasMargins()) {
            // Columns in margins are counted too, so that axes stay apart.
            contraction.columns().forEach(axis -> groups.add(List.of(axis)));
        } else {
            groups.add(contraction.columns());
        }
        Normaliser.Grouped part = Normaliser.merge(whole.map(whole.result(), whole.write()), groups, 0);
        nest = part.nest();
        sides = part.groups().subList(3, part.groups().size()).stream().flatMap(List::stream).toList();
        Parameters parameters = Parameters.of(whole);
        code = to.method(ContractForm.FINISH, parameters.descriptor(descriptor(dtype), "V"));
        ints = new IntCode(code);
        sums = code.local(Carrier.array(dtype));
        for (String name : List.of("at", "row", "rows", "column", "columns", "outer", "place")) {
            ints.local(name, code.local(Type.INT_TYPE));
        }
        Values values = new Values();
        parameters.define(code, values);
        tile.accept(ints);
        Lowering lowering = new Lowering(nest, values);
        int group = 0;
        for (String place : List.of("outer", "place")) {
            FreeLoops outer = new FreeLoops(nest, part.groups().get(group++), code, lowering);
            outer.defineAt(0);
            outer.locate(ints.local(place));
        }
        List<Dim> extents = image != null && image.hasMargins()
                ? image.extents()
                : sides.stream().map(nest::extent).toList();
        rows = new FreeLoops(nest, part.groups().get(2), code, lowering);
        columns = new FreeLoops(sides, extents, code, lowering);
        rows.define(1);
        columns.define(3);
        code.name(Lowering.FOLDED, type);
        values.variable(Lowering.FOLDED, type, 4, Long.MIN_VALUE, Long.MAX_VALUE);
        result = lowering.expr(nest.result());
        position = lowering.position(nest.write(), null);
        region.need(0, rows.needs()).need(0, columns.needs()).need(4, List.of(result, position));
        Value coordinate = columns.coordinate();
        Value sum = values.variable(Lowering.FOLDED);
        VectorFit fit = VectorFit.of(coordinate, List.of(result), List.of(sum));
        boolean fits = vector && fit.fits() && MapVectors.width(whole.dtype()) != 0
                && VectorFit.isNeighbour(position, coordinate);
        lanes = fits ? MapVectors.code(code, coordinate, to, List.of(result), List.of(sum)) : null;
        sumVector = fits ? code.local(VectorTypes.type(dtype)) : 0;
        region.open(0, code);
        spread(0);
        if (lanes != null) {
            lanes.bind(sum, sumVector);
            columns.vectorOver(lanes.lanes().counting());
        }
    }

    /** The descriptor of {@code finish(sums, at, row, rows, column, columns, outer, place)}, before a kernel's parameters. */
    static String descriptor(DType dtype) {
        return Carrier.array(dtype) + "IIIIIII";
    }

    /** Writes the method; {@code tile} says how many ROWS and COLUMNS the tiles have in which the sums come. */
    static void write(Contraction contraction, @Nullable Image image, KernelClass to, Consumer<IntCode> tile,
            boolean vector) {
        FinishCode finish = new FinishCode(contraction, image, to, tile, vector);
        finish.write(image != null && image.hasMargins());
    }

    private void write(boolean margins) {
        ints.set("rowEnd", "row rows +");
        rows.emit(ints.local("row"), ints.local("rowEnd"), () -> {
            region.open(1, code);
            spread(1);
        }, () -> {
            region.open(2, code);
            spread(2);
            ints.set("tile", "at");
            ints.set("done", "0");
            Label next = new Label();
            Label end = new Label();
            code.label(next);
            ints.push("done columns");
            code.jump(IF_ICMPGE, end);
            ints.set("sum", "tile");
            ints.set("first", "column done +");
            ints.set("lo", "first");
            ints.set("hi", "column done COLUMNS + columns min +");
            if (margins) {
                columns.emitRuns(ints.local("lo"), ints.local("hi"), this::openRun, this::runBeforeMargin);
            } else {
                columns.emit(ints.local("lo"), ints.local("hi"), this::openRun,
                        lanes == null ? null : () -> vector(-1), this::point);
            }
            ints.set("tile", "tile ROWS COLUMNS * +");
            ints.set("done", "done COLUMNS +");
            code.jump(GOTO, next);
            code.label(end);
            ints.set("at", "at COLUMNS +");
        });
        code.insn(RETURN);
        code.end();
    }

    private void openRun() {
        region.open(3, code);
        spread(3);
    }

    private void vector(int mask) {
        VectorCode vectors = Objects.requireNonNull(lanes);
        vectors.lanes().species(code.to, dtype, to.internalName());
        code.to.visitVarInsn(ALOAD, sums);
        ints.push("sum");
        VectorTypes.load(code.to, dtype);
        code.store(VectorTypes.type(dtype), sumVector);
        vectors.mask(mask);
        vectors.open();
        vectors.push(result);
        vectors.store(nest.dtype(), code.named(Parameters.OUTPUT), position);
        ints.push("sum");
        columns.pushLanes();
        code.insn(IADD);
        code.store(Type.INT_TYPE, ints.local("sum"));
    }

    private void point() {
        code.to.visitVarInsn(ALOAD, sums);
        ints.push("sum");
        code.insn(type.getOpcode(IALOAD));
        code.store(type, code.named(Lowering.FOLDED));
        region.open(4, code);
        code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
        code.push(position);
        code.push(result);
        code.storeElement(nest.dtype());
        ints.set("sum", "sum 1 +");
    }

    /** A run along a row of the picture; what is in its margin is left out. */
    private void runBeforeMargin(int stop) {
        Label end = new Label();
        int coordinate = code.named("#" + sides.get(sides.size() - 1));
        ints.local("stop", stop);
        ints.local("x", coordinate);
        ints.set("sum", "tile lo + stop - x + first -");
        for (int i = 0; i < sides.size(); i++) {
            int extent = Math.toIntExact(nest.extent(sides.get(i)).constant());
            if (i < sides.size() - 1) {
                code.load(Type.INT_TYPE, code.named("#" + sides.get(i)));
                code.integer(extent);
                code.jump(IF_ICMPGE, end);
            } else {
                ints.set("real", "stop " + extent + " min");
            }
        }
        Label next = new Label();
        code.label(next);
        ints.push("x real");
        code.jump(IF_ICMPGE, end);
        if (lanes == null) {
            point();
            code.to.visitIincInsn(coordinate, 1);
        } else {
            int mask = code.local(Type.getObjectType(VectorTypes.MASK_NAME));
            VectorTypes.species(code.to, lanes.lanes().counting());
            code.insn(ICONST_0);
            ints.push("real x -");
            VectorTypes.inRange(code.to);
            code.store(Type.getObjectType(VectorTypes.MASK_NAME), mask);
            vector(mask);
            code.load(Type.INT_TYPE, coordinate);
            columns.pushLanes();
            code.insn(IADD);
            code.store(Type.INT_TYPE, coordinate);
        }
        code.jump(GOTO, next);
        code.label(end);
    }

    private void spread(int level) {
        if (lanes != null) {
            lanes.spread(level);
        }
    }
}
