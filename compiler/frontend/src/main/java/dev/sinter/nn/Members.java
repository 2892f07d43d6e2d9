package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a module is made of, by name: found by looking at its fields, in the order in which they are declared. */
final class Members {
    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return fieldsOf(type);
        }
    };

    final Map<String, Parameter> parameters = new LinkedHashMap<>();
    final Map<String, Tensor> buffers = new LinkedHashMap<>();
    final Map<String, Module> children = new LinkedHashMap<>();

    private static List<Field> fieldsOf(Class<?> type) {
        List<Field> fields = new ArrayList<>();
        Class<?> parent = type.getSuperclass();
        if (parent != null && parent != Module.class) {
            fields.addAll(FIELDS.get(parent));
        }
        for (Field field : type.getDeclaredFields()) {
            boolean isMember = !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
                    && !field.getType().isPrimitive() && !field.isSynthetic();
            if (isMember) {
                fields.add(field);
            }
        }
        return List.copyOf(fields);
    }

    /** The members of {@code module}: fields that hold tensors or modules, or lists, arrays and maps of modules. */
    static Members of(Module module) {
        Members members = new Members();
        for (Field field : FIELDS.get(module.getClass())) {
            Named named = field.getAnnotation(Named.class);
            members.put(named == null ? field.getName() : named.value(), value(field, module));
        }
        return members;
    }

    private static @Nullable Object value(Field field, Module module) {
        Class<?> type = field.getType();
        boolean matters = Tensor.class.isAssignableFrom(type) || Module.class.isAssignableFrom(type) || type.isArray()
                || Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type) || type == Object.class;
        if (!matters) {
            return null;
        }
        try {
            field.setAccessible(true);
            return field.get(module);
        } catch (InaccessibleObjectException | IllegalAccessException e) {
            Diagnostic refusal = new Diagnostic("the fields of " + module.getClass().getName()
                    + " cannot be looked at: its package is not open; add 'opens "
                    + module.getClass().getPackageName() + " to dev.sinter.frontend;' to its module-info.java");
            refusal.initCause(e);
            throw refusal;
        }
    }

    void put(String name, @Nullable Object value) {
        if (value instanceof Parameter parameter) {
            parameters.put(name, parameter);
        } else if (value instanceof Tensor tensor) {
            buffers.put(name, tensor);
        } else if (value instanceof Module module) {
            children.put(name, module);
        } else if (value instanceof Iterable<?> list) {
            int i = 0;
            for (Object each : list) {
                putPart(name + "." + i++, each);
            }
        } else if (value instanceof Object[] array) {
            for (int i = 0; i < array.length; i++) {
                putPart(name + "." + i, array[i]);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> putPart(name + "." + key, each));
        }
    }

    private void putPart(String name, @Nullable Object value) {
        if (value instanceof Module || value instanceof Tensor) {
            put(name, value);
        }
    }
}
