package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A compiled kernel gives the interpreter's bits")
class GeneralFormTest {
    private static final List<DType> ALL = List.of(DType.values());

    @Test
    @DisplayName("for every pointwise op on every dtype that it takes")
    void pointwise() {
        for (Elementwise op : Elementwise.values()) {
            for (DType dtype : ALL) {
                String[] types = new String[op.arity()];
                Arrays.fill(types, dtype.text() + "[13]");
                if (op == Elementwise.WHERE) {
                    types[0] = "bool[13]";
                }
                try {
                    op.kernel(List.of(KernelCheck.types(types)));
                } catch (Diagnostic | UnsupportedOperationException refused) {
                    continue;
                }
                check(op, types);
            }
        }
    }

    @Test
    @DisplayName("for every cast")
    void casts() {
        for (DType from : ALL) {
            for (DType to : ALL) {
                check(new Pointwise.Cast(to), from.text() + "[40]");
            }
        }
    }

    @Test
    @DisplayName("for broadcast and symbolic shapes")
    void broadcast() {
        check(Elementwise.ADD, "f32[3,1,4]", "f32[2,1]");
        check(Elementwise.MUL, "f32[N,4]", "f32[4]");
        check(Elementwise.SUB, "f64[N,M]", "f64[N,M]");
        check(Elementwise.ADD, "i32[]", "i32[]");
        check(Elementwise.ADD, "f32[0,3]", "f32[0,3]");
    }

    @Test
    @DisplayName("for views")
    void views() {
        check(new View.Transpose(List.of(2, 0, 1)), "f32[2,3,4]");
        check(new View.Reshape(Shape.of(4, 6)), "i16[2,3,4]");
        check(new View.Pad(dims(1, -1), dims(2, 0), List.of(0, 2), 1.5), "f32[3,4]");
        check(new View.Slice(dims(3, 1), dims(2, 2), List.of(-2, 1)), "u8[4,5]");
        check(new View.Window(List.of(1, 2), List.of(2, 3), List.of(2, 1), List.of(1, 2)), "f32[2,6,7]");
        check(new Source.Iota(Shape.of(3, 4), 1));
    }

    private static List<Dim> dims(long... dims) {
        return Arrays.stream(dims).mapToObj(Dim::of).toList();
    }

    @Test
    @DisplayName("for every kind of reduction over any axes")
    void reductions() {
        for (Reduce.Kind kind : Reduce.Kind.values()) {
            for (String type : List.of("f32", "f64", "f16", "bf16", "i32", "i64", "i8", "u8")) {
                check(new Reduce.Over(kind, List.of(1)), type + "[3,41]");
            }
            check(new Reduce.Over(kind, List.of(0)), "f32[70,3]");
            check(new Reduce.Over(kind, List.of(0, 2)), "f32[7,2,9]");
            check(new Reduce.Over(kind, List.of(0, 1)), "f32[N,5]");
            check(new Reduce.Over(kind, List.of()), "f32[5]");
        }
        check(new Reduce.Over(Reduce.Kind.MAX, List.of(0)), "bool[5,3]");
        check(new Reduce.Over(Reduce.Kind.SUM, List.of(0)), "f32[0,3]");
        check(new Reduce.Over(Reduce.Kind.MAX, List.of(0)), "i8[0,3]");
    }

    @Test
    @DisplayName("for sums of more than one chunk")
    void longReductions() {
        check(new Reduce.Over(Reduce.Kind.SUM, List.of(0, 1)), "f32[4096,2]");
        check(new Reduce.Over(Reduce.Kind.SUM, List.of(0, 2)), "f32[100,2,130]");
        check(new Reduce.Over(Reduce.Kind.PROD, List.of(0)), "f64[4097]");
        check(new Reduce.Over(Reduce.Kind.SUM, List.of(0, 1)), "f32[N,3001]");
    }

    @Test
    @DisplayName("for contractions")
    void contractions() {
        for (String type : List.of("f32", "f64", "f16", "bf16", "i32", "i64", "i16", "u8")) {
            check(new Contract.MatMul(), type + "[3,5]", type + "[5,4]");
        }
        check(new Contract.MatMul(), "f32[2,1,3,7]", "f32[4,7,2]");
        check(new Contract.MatMul(), "f32[3,512]", "f32[512,2]");
        check(new Contract.MatMul(), "f32[2,1500]", "f32[1500,3]");
        check(new Contract.MatMul(), "f32[N,3]", "f32[3,M]");
        check(new Contract.MatMul(), "f32[3,N]", "f32[N,2]");
        check(new Contract.MatMul(), "f32[3,0]", "f32[0,2]");
        check(new Contract.Conv(List.of(2, 1), dims(1, 0), dims(1, 2), List.of(1, 2)), "f32[2,2,3,7,6]",
                "f32[2,4,3,3,2]");
        check(new Contract.Conv(List.of(1), dims(0), dims(0), List.of(1)), "f32[N,1,3,9]", "f32[1,2,3,4]");
    }

    @Test
    @DisplayName("for the transpose of windows")
    void unwindow() {
        check(new Unwindow(Shape.of(2, 6), List.of(1), List.of(3), List.of(2), List.of(1)), "f32[2,2,3]");
    }

    private static Literal indices(String type, long... bits) {
        return new Literal(TensorType.parse(type), bits);
    }

    private static Literal random(String type) {
        return KernelCheck.random(TensorType.parse(type), new Random(3));
    }

    @Test
    @DisplayName("for indices that are loaded")
    void loadedIndices() {
        Kernel take = new Index.Take(1).kernel(List.of(KernelCheck.types("f32[3,5]", "i64[4]")));
        check(take, Map.of(), List.of(random("f32[3,5]"), indices("i64[4]", 0, 4, 2, 2)));
        Kernel gather = new Index.Gather(0).kernel(List.of(KernelCheck.types("i8[3,2]", "i32[2,2]")));
        check(gather, Map.of(), List.of(random("i8[3,2]"), indices("i32[2,2]", 0, 2, 1, 1)));
        Kernel scatter = new Index.ScatterAdd(0).kernel(List.of(KernelCheck.types("f16[3,2]", "i64[4,2]", "f16[4,2]")));
        check(scatter, Map.of(),
                List.of(random("f16[3,2]"), indices("i64[4,2]", 0, 2, 1, 1, 1, 1, 0, 0), random("f16[4,2]")));
        Kernel takeAdd = new Index.TakeAdd(0).kernel(List.of(KernelCheck.types("f32[3,2]", "i64[4]", "f32[4,2]")));
        check(takeAdd, Map.of(), List.of(random("f32[3,2]"), indices("i64[4]", 1, 1, 0, 1), random("f32[4,2]")));
        check(new Index.Update(dims(1, 0), List.of(1, 2)), "f32[3,5]", "f32[2,3]");
        check(new Index.Concat(1), "f32[2,3]", "f32[2,1]", "f32[2,0]", "f32[2,4]");
        check(new Index.Concat(0), "i64[N]", "i64[2]");
    }

    @Test
    @DisplayName("G4: an index outside of its axis is an error that names both")
    void outside() {
        Kernel take = new Index.Take(0).kernel(List.of(KernelCheck.types("f32[3]", "i64[1]")));
        for (long index : new long[]{-1, 3, 1L << 32}) {
            Compiled compiled = new Compiled(Compiled.schedule(take), CpuOptions.FASTEST);
            assertThatThrownBy(() -> compiled.run(Map.of("x0", random("f32[3]"), "x1", indices("i64[1]", index)), 1))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("" + index).hasMessageContaining("size 3");
        }
    }

    @Test
    @DisplayName("and the same schedule gives the same bytes")
    void deterministic() {
        Kernel kernel = new Contract.MatMul().kernel(List.of(KernelCheck.types("f32[N,3]", "f32[3,M]")));
        assertThat(CpuBackend.compile(Compiled.schedule(kernel), "a.B", CpuOptions.FASTEST))
                .isEqualTo(CpuBackend.compile(Compiled.schedule(kernel), "a.B", CpuOptions.FASTEST));
    }
}
