CREATE TABLE before_the_role_# (id int);
SET ROLE ${role};
INSERT INTO public.notes SELECT '#, other role', current_user, session_user, current_setting('search_path'), coalesce(current_setting('shop.tenant', true), '');
SELECT count(*) FROM public.goods;
