package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static dev.sinter.compiler.cpu.KernelCheck.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A contraction in tiles gives the interpreter's bits")
class ContractFormTest {
    private static final long[] SIZES = {1, 2, 3, 7, 8, 9, 12, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65};

    private static void checkTiled(Kernel kernel, Map<String, Long> symbols, long seed) {
        assertThat(Form.of(kernel, CpuOptions.FASTEST)).isInstanceOf(ContractForm.class);
        check(kernel, symbols, KernelCheck.random(kernel, symbols, new Random(seed)));
    }

    private static Kernel matmul(DType dtype, long m, long n, long k) {
        return new Contract.MatMul().kernel(List.of(TensorType.of(dtype, m, k), TensorType.of(dtype, k, n)));
    }

    @Test
    @DisplayName("for sizes at the edges of tiles")
    void edges() {
        Random random = new Random(1);
        for (int i = 0; i < 60; i++) {
            long m = SIZES[random.nextInt(SIZES.length)];
            long n = SIZES[random.nextInt(1, SIZES.length)];
            long k = SIZES[random.nextInt(4, SIZES.length)];
            checkTiled(matmul(i % 4 == 0 ? DType.F64 : DType.F32, m, n, k), Map.of(), i);
        }
    }

    @Test
    @DisplayName("for several blocks of depth and several chunks")
    void blocks() {
        for (long k : new long[]{511, 512, 513, 1024, 1100}) {
            checkTiled(matmul(DType.F32, 13, 17, k), Map.of(), k);
        }
        checkTiled(matmul(DType.F32, 250, 200, 6), Map.of(), 1);
        checkTiled(matmul(DType.F32, 260, 20, 600), Map.of(), 1);
    }

    @Test
    @DisplayName("for 16-bit floats, which are widened while packing")
    void halves() {
        checkTiled(matmul(DType.F16, 9, 33, 20), Map.of(), 1);
        checkTiled(matmul(DType.BF16, 9, 33, 20), Map.of(), 1);
    }

    @Test
    @DisplayName("for symbolic sizes")
    void symbolic() {
        Kernel kernel = new Contract.MatMul().kernel(List.of(types("f32[N,K]", "f32[K,M]")));
        for (long k : new long[]{0, 1, 5, 600}) {
            checkTiled(kernel, Map.of("N", 3L, "K", k, "M", 18L), k);
        }
    }

    @Test
    @DisplayName("for batches that broadcast")
    void batches() {
        checkTiled(new Contract.MatMul().kernel(List.of(types("f32[3,1,5,6]", "f32[1,2,6,7]"))), Map.of(), 1);
        checkTiled(new Contract.MatMul().kernel(List.of(types("f32[5,6]", "f32[2,6,7]"))), Map.of(), 1);
        checkTiled(new Contract.MatMul().kernel(List.of(types("f32[4,5,6]", "f32[6,7]"))), Map.of(), 1);
    }

    private static List<Dim> dims(long... dims) {
        return LongStream.of(dims).mapToObj(Dim::of).toList();
    }

    @Test
    @DisplayName("for convolutions with padding, strides, dilations and groups")
    void convolutions() {
        checkTiled(new Contract.Conv(List.of(1, 1), dims(1, 1), dims(1, 1), List.of(1, 1))
                .kernel(List.of(types("f32[2,1,3,8,8]", "f32[1,16,3,3,3]"))), Map.of(), 1);
        checkTiled(new Contract.Conv(List.of(2, 1), dims(0, 2), dims(1, -1), List.of(1, 2))
                .kernel(List.of(types("f32[2,2,3,9,7]", "f32[2,5,3,3,2]"))), Map.of(), 1);
        checkTiled(new Contract.Conv(List.of(1, 1), dims(1, 1), dims(1, 1), List.of(1, 1))
                .kernel(List.of(types("f32[N,1,64,5,5]", "f32[1,9,64,3,3]"))), Map.of("N", 3L), 1);
        checkTiled(new Contract.Conv(List.of(1), dims(0), dims(0), List.of(1))
                .kernel(List.of(types("f64[2,1,3,40]", "f64[1,2,3,4]"))), Map.of(), 1);
    }

    private static void checkPicture(String x, String w, int rank, long low, long high, boolean pictured) {
        List<Integer> one = Collections.nCopies(rank, 1);
        Kernel kernel = new Contract.Conv(one, Collections.nCopies(rank, Dim.of(low)),
                Collections.nCopies(rank, Dim.of(high)), one).kernel(List.of(types(x, w)));
        ContractForm form = (ContractForm) Objects.requireNonNull(Form.of(kernel, CpuOptions.FASTEST));
        assertThat(form.image() != null).as("%s", kernel).isEqualTo(pictured);
        checkTiled(kernel, Map.of("N", 2L), 1);
    }

    @Test
    @DisplayName("for convolutions whose pictures are copied once, whatever their size, padding and rank")
    void pictures() {
        for (int width : new int[]{4, 7, 14, 15, 16, 17, 30, 33}) {
            checkPicture("f32[N,1,3,6," + width + "]", "f32[1,9,3,3,3]", 2, 1, 1, true);
        }
        checkPicture("f32[N,2,3,6,16]", "f32[2,5,3,1,3]", 2, 0, 2, true);
        checkPicture("f32[2,1,2,40,50]", "f32[1,2,2,5,5]", 2, 2, 2, true);
        checkPicture("f64[2,1,3,9,9]", "f64[1,13,3,3,3]", 2, 1, 1, true);
        checkPicture("f16[2,1,3,9,9]", "f16[1,4,3,3,3]", 2, 1, 1, true);
        checkPicture("f32[1,1,70,5,9]", "f32[1,7,70,3,3]", 2, 1, 1, true);
        checkPicture("f32[N,1,3,600]", "f32[1,2,3,7]", 1, 3, 3, true);
        checkPicture("f32[N,1,2,4,5,9]", "f32[1,4,2,2,2,2]", 3, 1, 0, true);
        checkPicture("f32[N,1,2,8,9,20]", "f32[1,8,2,3,3,3]", 3, 0, 0, true);
        checkPicture("f32[N,1,3,5,3]", "f32[1,9,3,3,3]", 2, 1, 1, false);
        checkPicture("f32[N,1,5,5,9]", "f32[1,9,5,1,1]", 2, 0, 0, false);
        checkPicture("f32[2,1,3,5,N]", "f32[1,9,3,1,2]", 2, 1, 1, false);
    }

    @Test
    @DisplayName("C3: for transposed operands and results, with bias and relu in the tile")
    void fused() {
        Graph.Builder b = Graph.builder();
        Node x = b.input("x0", TensorType.parse("f32[20,30]"));
        Node w = b.input("x1", TensorType.parse("f32[17,30]"));
        Node bias = b.input("x2", TensorType.parse("f32[17]"));
        Node product = b.add(new Contract.MatMul(), x, b.add(new View.Transpose(List.of(1, 0)), w));
        Node y = b.add(Elementwise.RELU, b.add(Elementwise.ADD, product, bias));
        Graph graph = b.graph("g", List.of(x, w, bias), Map.of("y", y));
        Schedule schedule = Scheduler.fusing().schedule(graph);
        assertThat(schedule.steps()).hasSize(1);
        checkTiled(schedule.steps().get(0).kernel(), Map.of(), 1);
        Node turned = b.add(new View.Transpose(List.of(1, 0)), y);
        Schedule other = Scheduler.fusing().schedule(b.graph("g", List.of(x, w, bias), Map.of("y", turned)));
        assertThat(other.steps()).hasSize(1);
        checkTiled(other.steps().get(0).kernel(), Map.of(), 1);
    }
}
