package dev.sinter.compiler.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Node;
import dev.sinter.ir.text.OpTable;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Random graphs")
class RandomGraphTest {
    @Test
    void oneSeedGivesOneProgram() {
        for (long seed = 0; seed < 50; seed++) {
            Case program = RandomGraph.of(seed);
            assertThat(program.graph()).hasToString(RandomGraph.of(seed).graph().toString());
            assertThat(program.inputs()).isEqualTo(RandomGraph.of(seed).inputs());
        }
    }

    @Test
    void everyOpDtypeRankAndSizeOccurs() {
        Set<String> ops = new TreeSet<>();
        Set<DType> dtypes = new TreeSet<>();
        Set<Integer> ranks = new TreeSet<>();
        Set<Long> sizes = new TreeSet<>();
        int symbolic = 0;
        int derived = 0;
        int states = 0;
        int nodes = 0;
        for (long seed = 0; seed < 3_000; seed++) {
            Case program = RandomGraph.of(seed);
            for (Node node : program.graph().nodes()) {
                ops.add(node.op().opName());
                dtypes.add(node.type().dtype());
                ranks.add(node.shape().rank());
                node.shape().dims().stream().filter(Dim::isConstant).forEach(dim -> sizes.add(dim.constant()));
                nodes++;
            }
            symbolic += program.symbols().isEmpty() ? 0 : 1;
            derived += program.graph().outputs().keySet().stream().anyMatch(name -> name.startsWith("d_")) ? 1 : 0;
            states += program.graph().outputs().keySet().stream().anyMatch(name -> name.startsWith("x")) ? 1 : 0;
        }
        assertThat(ops).containsAll(OpTable.names());
        assertThat(dtypes).containsExactlyInAnyOrder(DType.values());
        assertThat(ranks).contains(0, 1, 2, 3, 4, 5, 6);
        assertThat(sizes).containsAll(Arrays.stream(Growth.SIZES).boxed().toList())
                .containsAll(LongStream.of(513, 4096, 4097, 8193).boxed().toList());
        assertThat(symbolic).isGreaterThan(500);
        assertThat(derived).isGreaterThan(100);
        assertThat(states).isGreaterThan(30);
        assertThat(nodes).isGreaterThan(20_000);
    }
}
