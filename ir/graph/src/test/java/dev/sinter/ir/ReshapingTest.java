package dev.sinter.ir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The index map of a reshape")
class ReshapingTest {
    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(delimiter = '|', textBlock = """
            [2,3]     | [6]         | [floordiv(#0,3), #0-3*floordiv(#0,3)]
            [6]       | [2,3]       | [3*#0+#1]
            [N,4]     | [N,2,2]     | [#0, 2*#1+#2]
            [N,1,4]   | [N,4]       | [#0, 0, #1]
            [N,H,W]   | [N,H*W]     | [#0, floordiv(#1,W), -W*floordiv(#1,W)+#1]
            [N*C,H]   | [N,C,H]     | [C*#0+#1, #2]
            [2,3,N]   | [6,N]       | [floordiv(#0,3), #0-3*floordiv(#0,3), #1]
            []        | [1,1]       | []
            [1,1]     | []          | [0, 0]
            """)
    void isSimpleWhereAxesDidNotChange(String from, String to, String index) {
        assertThat(Reshaping.index(Shape.parse(from), Shape.parse(to))).hasToString(index);
    }

    @RepeatedTest(20)
    void keepsTheRowMajorPosition(RepetitionInfo info) {
        Random random = new Random(info.getCurrentRepetition());
        for (int i = 0; i < 50; i++) {
            List<Dim> factors = new ArrayList<>();
            for (int k = random.nextInt(6); k >= 0; k--) {
                String symbol = List.of("N", "M", "K").get(random.nextInt(3));
                factors.add(random.nextInt(3) == 0 ? Dim.symbol(symbol) : Dim.of(1 + random.nextInt(5)));
            }
            Shape from = group(factors, random);
            if (random.nextInt(4) == 0) {
                Collections.shuffle(factors, random);
            }
            Shape to = group(factors, random);
            List<Dim> index = Reshaping.index(from, to);
            for (int k = 0; k < 8; k++) {
                check(from, to, index, random);
            }
        }
    }

    /** The product of consecutive factors, cut at random, with ones here and there. */
    private static Shape group(List<Dim> factors, Random random) {
        List<Dim> dims = new ArrayList<>();
        Dim product = null;
        for (Dim factor : factors) {
            product = product == null ? factor : product.times(factor);
            if (random.nextBoolean()) {
                dims.add(product);
                product = null;
            }
            if (random.nextInt(6) == 0) {
                dims.add(Dim.ONE);
            }
        }
        if (product != null) {
            dims.add(product);
        }
        return Shape.of(dims);
    }

    private static void check(Shape from, Shape to, List<Dim> index, Random random) {
        long[] symbols = {1 + random.nextInt(4), 1 + random.nextInt(4), 1 + random.nextInt(4)};
        long[] sizes = sizes(to, symbols);
        long[] at = Arrays.stream(sizes).map(size -> random.nextLong(size)).toArray();
        long position = 0;
        for (int axis = 0; axis < at.length; axis++) {
            position = position * sizes[axis] + at[axis];
        }
        long found = 0;
        long[] source = sizes(from, symbols);
        for (int axis = 0; axis < source.length; axis++) {
            long each = index.get(axis).evaluate(name -> value(name, symbols, at));
            assertThat(each).as("%s to %s: %s", from, to, index).isBetween(0L, source[axis] - 1);
            found = found * source[axis] + each;
        }
        assertThat(found).as("%s to %s: %s", from, to, index).isEqualTo(position);
    }

    private static long[] sizes(Shape shape, long[] symbols) {
        return shape.dims().stream().mapToLong(dim -> dim.evaluate(name -> value(name, symbols, new long[0])))
                .toArray();
    }

    private static long value(String name, long[] symbols, long[] at) {
        return name.startsWith("#")
                ? at[Integer.parseInt(name.substring(1))]
                : symbols[List.of("N", "M", "K").indexOf(name)];
    }
}
