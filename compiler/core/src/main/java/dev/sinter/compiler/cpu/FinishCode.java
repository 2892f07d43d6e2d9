package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/** Writes the method that takes a row of finished tiles, applies a contraction's result to each sum, and writes it where it belongs. */
final class FinishCode {
    private FinishCode() {}

    /** The descriptor of {@code finish(sums, at, row, rows, column, columns, outer, place)}, before a kernel's parameters. */
    static String descriptor(DType dtype) {
        return Carrier.array(dtype) + "IIIIIII";
    }

    static void write(Contraction contraction, KernelClass to, String tile, boolean vector) {
        Parameters parameters = Parameters.of(contraction.nest());
        DType dtype = contraction.dtype();
        Type type = Carrier.of(dtype);
        Nest whole = contraction.nest();
        Normaliser.Grouped part = Normaliser.merge(whole.map(whole.result(), whole.write()),
                List.of(contraction.outer(), contraction.columnOuter(), contraction.rows(), contraction.columns()), 0);
        MethodCode code = to.method(ContractForm.FINISH, parameters.descriptor(descriptor(dtype), "V"));
        IntCode ints = new IntCode(code);
        ints.field(TileClass.ROWS, tile);
        ints.field(TileClass.COLUMNS, tile);
        int sums = code.local(Carrier.array(dtype));
        for (String name : List.of("at", "row", "rows", "column", "columns", "outer", "place")) {
            ints.local(name, code.local(Type.INT_TYPE));
        }
        Values values = new Values();
        parameters.define(code, values);
        Lowering lowering = new Lowering(part.nest(), values);
        int group = 0;
        for (String place : List.of("outer", "place")) {
            FreeLoops outer = new FreeLoops(part.nest(), part.groups().get(group++), code, lowering);
            outer.defineAt(0);
            outer.locate(ints.local(place));
        }
        FreeLoops rows = new FreeLoops(part.nest(), part.groups().get(2), code, lowering);
        FreeLoops columns = new FreeLoops(part.nest(), part.groups().get(3), code, lowering);
        rows.define(1);
        columns.define(3);
        code.name(Lowering.FOLDED, type);
        values.variable(Lowering.FOLDED, type, 4, Long.MIN_VALUE, Long.MAX_VALUE);
        Value result = lowering.expr(part.nest().result());
        Value position = lowering.position(part.nest().write(), null);
        Region region = new Region().need(0, rows.needs()).need(0, columns.needs()).need(4, List.of(result, position));
        Value coordinate = values.variable("#" + last(part.groups().get(3)));
        Value sum = values.variable(Lowering.FOLDED);
        VectorFit fit = VectorFit.of(coordinate, List.of(result), List.of(sum));
        boolean fits = vector && fit.fits() && MapVectors.width(whole.dtype()) != 0
                && VectorFit.isNeighbour(position, coordinate);
        VectorCode lanes = fits ? MapVectors.code(code, coordinate, to, List.of(result), List.of(sum)) : null;
        int sumVector = fits ? code.local(VectorTypes.type(dtype)) : 0;
        region.open(0, code);
        spread(lanes, 0);
        if (lanes != null) {
            lanes.bind(sum, sumVector);
            columns.vectorOver(lanes.lanes().counting());
        }
        ints.set("rowEnd", "row rows +");
        rows.emit(ints.local("row"), ints.local("rowEnd"), () -> {
            region.open(1, code);
            spread(lanes, 1);
        }, () -> {
            region.open(2, code);
            spread(lanes, 2);
            ints.set("tile", "at");
            ints.set("done", "0");
            Label next = new Label();
            Label end = new Label();
            code.label(next);
            ints.push("done columns");
            code.jump(IF_ICMPGE, end);
            ints.set("sum", "tile");
            ints.set("lo", "column done +");
            ints.set("hi", "column done COLUMNS + columns min +");
            columns.emit(ints.local("lo"), ints.local("hi"), () -> {
                region.open(3, code);
                spread(lanes, 3);
            }, lanes == null ? null : () -> {
                lanes.lanes().species(code.to, dtype, to.internalName());
                code.to.visitVarInsn(ALOAD, sums);
                ints.push("sum");
                VectorTypes.load(code.to, dtype);
                code.store(VectorTypes.type(dtype), sumVector);
                lanes.open();
                lanes.push(result);
                lanes.store(whole.dtype(), code.named(Parameters.OUTPUT), position);
                ints.push("sum");
                columns.pushLanes();
                code.insn(IADD);
                code.store(Type.INT_TYPE, ints.local("sum"));
            }, () -> {
                code.to.visitVarInsn(ALOAD, sums);
                ints.push("sum");
                code.insn(type.getOpcode(IALOAD));
                code.store(type, code.named(Lowering.FOLDED));
                region.open(4, code);
                code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
                code.push(position);
                code.push(result);
                code.storeElement(whole.dtype());
                ints.set("sum", "sum 1 +");
            });
            ints.set("tile", "tile ROWS COLUMNS * +");
            ints.set("done", "done COLUMNS +");
            code.jump(GOTO, next);
            code.label(end);
            ints.set("at", "at COLUMNS +");
        });
        code.insn(RETURN);
        code.end();
    }

    private static void spread(@Nullable VectorCode lanes, int level) {
        if (lanes != null) {
            lanes.spread(level);
        }
    }

    private static int last(List<Integer> axes) {
        return axes.get(axes.size() - 1);
    }
}
