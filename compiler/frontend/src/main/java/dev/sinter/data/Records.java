package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Records as maps from the names of their components, and back. */
final class Records {
    private Records() {}

    /** The components by name, in their order. */
    static Map<String, Object> parts(Record record) {
        Map<String, Object> parts = new LinkedHashMap<>();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                Object part = accessor.invoke(record);
                if (part == null) {
                    throw new Diagnostic("component " + component.getName() + " of " + record.getClass().getSimpleName()
                            + " is null; give it a value in each example");
                }
                parts.put(component.getName(), part);
            }
            return parts;
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw closed(record.getClass(), e);
        }
    }

    /** A record of this type with these components. */
    static Object of(Class<?> type, Map<?, ?> parts) {
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            Object part = parts.get(component.getName());
            if (!component.getType().isInstance(part)) {
                throw new Diagnostic("component " + component.getName() + " of " + type.getSimpleName() + " is a "
                        + component.getType().getSimpleName() + ", but the batch has "
                        + (part == null
                                ? "none of that name among " + parts.keySet()
                                : part.getClass().getSimpleName()));
            }
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(Arrays.stream(components).map(each -> parts.get(each.getName())).toArray());
        } catch (InvocationTargetException e) {
            throw new Diagnostic("a " + type.getSimpleName() + " of a batch is refused by its constructor: "
                    + e.getCause()
                    + "; keep checks of single examples out of it, or give the dataset a function to collate with");
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw closed(type, e);
        }
    }

    /** Whether a record of this type can hold these components. */
    static boolean fits(Class<?> type, Map<String, Object> parts) {
        return Arrays.stream(type.getRecordComponents())
                .allMatch(component -> component.getType().isInstance(parts.get(component.getName())));
    }

    private static Diagnostic closed(Class<?> type, Exception e) {
        Diagnostic diagnostic = new Diagnostic("the record " + type.getName()
                + " cannot be taken apart: its module does not open the package " + type.getPackageName()
                + " to dev.sinter.frontend; open it, or give the dataset a function to collate with");
        diagnostic.initCause(e);
        return diagnostic;
    }
}
